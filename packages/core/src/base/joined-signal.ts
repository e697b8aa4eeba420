// A signal that aborts with the first of several. `AbortSignal.any` would do, but leaks where one of them lives long (nodejs/node#55351,
// denoland/deno#24842).

import { whenAborted } from "./abort-listeners.ts";

/** Its owner calls `release` when it is no longer needed: the signals may live for longer. */
export class JoinedSignal {
  readonly #controller = new AbortController();
  readonly #releases: readonly (() => void)[];

  constructor(...signals: readonly (AbortSignal | undefined)[]) {
    const given = signals.filter((signal) => signal !== undefined);
    this.#releases = given.map((signal) => whenAborted(signal, () => this.#abort(signal)));
    const aborted = given.find((signal) => signal.aborted);
    if (aborted !== undefined) this.#abort(aborted);
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  #abort({ reason }: AbortSignal): void {
    this.#controller.abort(reason);
  }

  /** Listens to none of them any more. */
  release(): void {
    for (const release of this.#releases) release();
  }
}
