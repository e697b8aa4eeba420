// The suites under `node --test`.
import { test } from "node:test";
import { registerSuites } from "./suites.ts";

registerSuites((name, run) => test(name, run));
