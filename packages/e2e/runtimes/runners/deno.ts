// The suites under `deno test`.
import { registerSuites } from "./suites.ts";

type Test = (name: string, run: () => Promise<void>) => void;

registerSuites((globalThis as unknown as { Deno: { test: Test } }).Deno.test);
