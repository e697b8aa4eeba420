// What the program `reader` is told and tells; types only, and how to start it.
import type { PoolOptions } from "skep";
import type { Program } from "./program.ts";
import type { Stage } from "./stage.ts";

export interface ReaderJob {
  /** Where it dials; the last one again and again. */
  readonly urls: readonly string[];
  readonly pool?: PoolOptions;
  /** A number is a pause after each message, in milliseconds. */
  readonly read: "all" | "nothing" | number;
  /** Says so when it has read that many. */
  readonly until?: number;
}

export interface ReaderResult {
  /** By how many bytes the process was larger, at most, than when it had just connected. */
  readonly grown: number;
  readonly inbox: {
    readonly size: number;
    readonly bytes: number;
    readonly dropped: number;
    /** Of `size`, as the reader saw it. */
    readonly most: number;
  };
  readonly peer: { readonly state: string; readonly received: number; readonly paused: boolean };
  readonly read: number;
  /** All texts were numbers from 0 on. */
  readonly inOrder: boolean;
}

/** An end of a dial or a link, as the program tells it. */
export interface ReaderEnd {
  readonly kind: string;
  readonly phase: string;
  readonly state: string;
}

export function startReader(stage: Stage, job: ReaderJob): Promise<Program> {
  return stage.program("reader", job, { flags: ["--expose-gc"] });
}

/** Ends the program. */
export function resultOf(reader: Program): Promise<ReaderResult> {
  reader.child.kill("SIGTERM");
  return reader.said<ReaderResult>("result");
}
