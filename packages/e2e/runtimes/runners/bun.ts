// The suites under `bun test`, whose module no other runtime knows.
import { registerSuites } from "./suites.ts";

type Test = (name: string, run: () => Promise<void>) => void;

const module: string = "bun:test";
const { test } = (await import(module)) as { test: Test };
registerSuites(test);
