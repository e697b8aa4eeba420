// What the page with a pool gives to its test.
import * as observed from "./observed.ts";
import * as pool from "./pool.ts";
import { start } from "./worker-handle.ts";

Object.assign(globalThis, { skep: { ...observed, ...pool, start } });
