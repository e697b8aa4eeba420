// The entry point `@skep/supervise/process`: processes as workers, on Node, Deno and Bun.

export type { StopOptions } from "./worker.ts";
