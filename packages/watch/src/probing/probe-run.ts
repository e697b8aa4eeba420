// One run of a probe: from its call to its answer, its timeout or its being given up, whichever comes first.

import { type Clock, handled } from "@skep/core/base";
import { isError } from "../error-text.ts";
import { ProbeError, ProbeTimeoutError } from "../errors.ts";
import { isDegraded, type Probe } from "../probe.ts";

/** What came of a run. */
export type ProbeOutcome =
  | { readonly isGood: true; readonly degraded: string | undefined }
  | { readonly isGood: false; readonly error: Error };

/** One run. A probe that ignores its signal delays nobody: `ended` settles all the same. */
export class ProbeRun {
  /** Undefined for a run that was given up. Never rejects. */
  readonly ended: Promise<ProbeOutcome | undefined>;
  /** The call of the probe is over, whoever still waited for it. */
  isSettled = false;
  readonly #abort = new AbortController();
  #end!: (outcome: ProbeOutcome | undefined) => void;

  constructor(probe: Probe, clock: Clock, timeout: number) {
    const timer = clock.schedule(timeout, () => {
      const error = new ProbeTimeoutError(timeout);
      this.#end({ isGood: false, error });
      this.#abort.abort(error);
    });
    this.ended = new Promise((resolve) => {
      this.#end = (outcome) => {
        timer.cancel();
        resolve(outcome);
      };
    });
    void handled(this.#call(probe, () => clock.now()));
  }

  /** Nobody waits for it any more. */
  giveUp(reason: unknown): void {
    this.#end(undefined);
    this.#abort.abort(reason);
  }

  async #call(probe: Probe, now: () => number): Promise<void> {
    try {
      const answer: unknown = await probe({ signal: this.#abort.signal, now });
      this.#settle(
        answer === false
          ? { isGood: false, error: new ProbeError("The probe gave false.") }
          : { isGood: true, degraded: isDegraded(answer) ? answer.degraded : undefined },
      );
    } catch (thrown) {
      this.#settle({ isGood: false, error: asError(thrown) });
    }
  }

  #settle(outcome: ProbeOutcome): void {
    this.isSettled = true;
    this.#end(outcome);
  }
}

export function asError(thrown: unknown): Error {
  return isError(thrown) ? thrown : new ProbeError(`The probe threw ${kindOf(thrown)}.`, thrown);
}

/** A text is shown; of what else was thrown, the type alone. */
function kindOf(thrown: unknown): string {
  return typeof thrown === "string"
    ? JSON.stringify(thrown.slice(0, 200))
    : `no error (${typeof thrown})`;
}
