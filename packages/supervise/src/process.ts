// The entry point `@skep/supervise/process`: processes as workers, on Node, Deno and Bun.

export type { HygieneLevel } from "./process/hygiene.ts";
export type { OutputLines, ReadLinesOptions } from "./output/output-lines.ts";
export type { ProcessOptions, SignalName } from "./process/process-options.ts";
export { type ProcessInput, ProcessWorker } from "./process/process-worker.ts";
