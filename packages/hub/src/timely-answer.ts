// An answer of the application, or of the engine, that is waited for only so long, and only as long as it is wanted.

import { type Clock, unlessAborted, whenAborted } from "@skep/core/base";

/** The answer, or why there is none: it did not come in time, nobody wants it any more, or who was asked threw or rejected. */
export type TimelyAnswer<T> =
  | { readonly answer: T; readonly failure?: undefined }
  | { readonly failure: "timeout" | "gone" | "failed"; readonly error?: unknown };

export interface Patience {
  readonly clock: Clock;
  /** In milliseconds. */
  readonly timeout: number;
  /** Aborts when nobody wants the answer any more. */
  readonly gone?: AbortSignal | undefined;
}

/** Never rejects. The signal that `ask` gets aborts when its answer is no longer waited for. */
export async function timelyAnswer<T>(
  ask: (signal: AbortSignal) => T | Promise<T>,
  { clock, timeout, gone }: Patience,
): Promise<TimelyAnswer<T>> {
  const controller = new AbortController();
  const { signal } = controller;
  const abort = (): void => controller.abort();
  const timer = clock.schedule(timeout, abort);
  const release = gone && whenAborted(gone, abort);
  if (gone?.aborted === true) abort();
  try {
    return { answer: await unlessAborted(signal, async () => ask(signal)) };
  } catch (error) {
    if (!signal.aborted) return { failure: "failed", error };
    return { failure: gone?.aborted === true ? "gone" : "timeout" };
  } finally {
    timer.cancel();
    release?.();
  }
}
