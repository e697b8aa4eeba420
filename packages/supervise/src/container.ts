// The entry point `@skep/supervise/container`: containers as workers, on Node, Deno and Bun.

export type { StopOptions } from "./worker.ts";
