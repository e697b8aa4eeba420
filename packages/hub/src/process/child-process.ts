// A child process, by its shape: what a hub needs of it, and how it has ended.

import { constants } from "node:os";

/** One output of a child, such as a `Readable` of Node. Its chunks are bytes, or text where it has an encoding. */
export interface PipeLike extends AsyncIterable<Uint8Array | string> {
  destroy(): unknown;
}

/** A child of `node:child_process`, on Node, Bun or Deno. */
export interface ChildProcessLike {
  /** Undefined where it could not be started. */
  readonly pid?: number | undefined;
  /** Null until it has exited, and where a signal has ended it. */
  readonly exitCode: number | null;
  readonly signalCode: string | null;
  /** Null where it is not piped; undefined where Node had no descriptors left to start it. */
  readonly stdout?: PipeLike | null | undefined;
  readonly stderr?: PipeLike | null | undefined;
  on(event: "exit", listener: (code: number | null, signal: string | null) => void): unknown;
  on(event: "error", listener: (error: Error) => void): unknown;
  off(event: "exit", listener: (code: number | null, signal: string | null) => void): unknown;
  off(event: "error", listener: (error: Error) => void): unknown;
}

/** How a process has ended. */
export interface ExitLike {
  /** By itself, by a signal, or before it began: it could not be started. */
  readonly status: "exited" | "killed" | "failed";
  /**
   * As a shell tells it (POSIX.1-2017, XCU 2.8.2): its own; 128 and the number of the signal; 127 for a command that was not found, 126 for one
   * that could not be executed.
   */
  readonly exitCode: number;
  /** The name of the signal, such as `SIGTERM`. */
  readonly signal: string | null;
  /** Why it could not be started. */
  readonly error?: Error | undefined;
}

/** The listeners on a child. `stop` takes them away; then `ended` may never settle. */
export interface ExitWatch {
  readonly ended: Promise<ExitLike>;
  stop(): void;
}

/** `failed` is told of an `error` event that is no end, such as a signal that could not be sent. */
export function watchExit(child: ChildProcessLike, failed: (error: Error) => void): ExitWatch {
  let stop = (): void => {};
  const ended = new Promise<ExitLike>((resolve) => {
    const onExit = (code: number | null, signal: string | null): void =>
      resolve(exitOf(code, signal));
    const onError = (error: Error): void =>
      child.pid === undefined ? resolve(failureOf(error)) : failed(error);
    child.on("exit", onExit);
    child.on("error", onError);
    stop = () => {
      child.off("exit", onExit);
      child.off("error", onError);
    };
    const { exitCode, pid, signalCode } = child;
    // Node tells a child that could not be started by a negative code.
    if (pid === undefined && exitCode !== null) resolve(failureOf());
    else if (exitCode !== null || signalCode !== null) resolve(exitOf(exitCode, signalCode));
  });
  return { ended, stop };
}

/** Neither a code nor a signal counts as a failure. */
function exitOf(code: number | null, signal: string | null): ExitLike {
  if (signal === null) return { status: "exited", exitCode: code ?? 1, signal };
  return { status: "killed", exitCode: 128 + numberOf(signal), signal };
}

function failureOf(error?: Error & { readonly code?: unknown }): ExitLike {
  const exitCode = error?.code === "EACCES" ? 126 : 127;
  return { status: "failed", exitCode, signal: null, error };
}

/** Numbers differ between systems. */
function numberOf(signal: string): number {
  return (constants.signals as Readonly<Record<string, number | undefined>>)[signal] ?? 0;
}
