// What the page with a connection by itself gives to its test.
import * as connection from "./connection.ts";
import * as observed from "./observed.ts";
import { start } from "./worker-handle.ts";

Object.assign(globalThis, { skep: { ...observed, ...connection, start } });
