// Another token on an open link, before the one that was shown expires. What comes next is a pure function, which the class carries out.

import type { Clock, Timer } from "@skep/core/base";
import { verdictOf } from "@skep/protocol";
import { TokenError } from "./errors.ts";
import { pause } from "./pause.ts";
import type { Answer } from "./requests.ts";
import type { Token } from "./token.ts";

/** The milliseconds that the function for the token may take. */
const TOKEN_TIMEOUT = 10_000;

/** A hub whose tokens live for less than this is not asked again and again. */
const SHORTEST = 1_000;

/** The wait until another token is asked for: about 80 % of the time for which this one is valid, so that not all clients ask at once. */
export function refreshIn(expires: number, roll: number): number {
  return Math.max(SHORTEST, expires * (0.75 + 0.1 * roll));
}

/** What follows from the hub's answer to `auth`: the wait until the next refresh, undefined where there is none. */
export function refreshAfter(answer: Answer, failures: number, roll: number): number | undefined {
  if (answer?.type === "ack")
    return answer.expires === undefined ? undefined : refreshIn(answer.expires, roll);
  // The hub ends the link when the old token expires, and the next link brings another one.
  if (answer !== undefined && verdictOf(answer.code) === "never") return undefined;
  return pause(failures, roll, answer?.after);
}

/** The parts of the client that the refresh uses. */
export interface RefreshPort {
  readonly clock: Clock;
  readonly token: Token;
  random(): number;
  /** Sends `auth` on the open link. */
  authenticate(token: string, answered: (answer: Answer) => void): void;
  /** The hub has accepted another token. */
  granted(): void;
}

/** One for all links of a client: `stop` ends it with the link. */
export class TokenRefresh {
  readonly #port: RefreshPort;
  #timer: Timer | undefined;
  /** Defined while a token is asked for, or shown to the hub. */
  #asking: AbortController | undefined;
  /** Refreshes in a row that came to nothing. */
  #failures = 0;
  /** Refreshes of this link for which a refused subscription was the reason. */
  #renewals = 0;

  constructor(port: RefreshPort) {
    this.#port = port;
  }

  /** The link is open, and the token that it was opened with expires in so many milliseconds. */
  begin(expires: number | undefined): void {
    if (expires !== undefined) this.#schedule(refreshIn(expires, this.#port.random()));
  }

  /** The hub refuses a channel with this token. */
  renew(): void {
    if (this.#asking === undefined) this.#schedule(pause(++this.#renewals, this.#port.random()));
  }

  /** The link is gone. */
  stop(): void {
    this.#timer?.cancel();
    this.#asking?.abort();
    this.#asking = undefined;
    this.#failures = this.#renewals = 0;
  }

  #schedule(delay: number | undefined): void {
    this.#timer?.cancel();
    if (delay === undefined || !this.#port.token.isRenewable) return;
    this.#timer = this.#port.clock.schedule(delay, () => void this.#refresh());
  }

  async #refresh(): Promise<void> {
    const { clock, token } = this.#port;
    const asking = (this.#asking = new AbortController());
    const timer = clock.schedule(TOKEN_TIMEOUT, () =>
      asking.abort(new TokenError(`has given nothing for ${TOKEN_TIMEOUT} ms`)),
    );
    const answered = (answer: Answer): void => {
      if (this.#asking === asking) this.#answered(answer);
    };
    try {
      const text = await token.ask(asking.signal);
      if (this.#asking === asking) this.#port.authenticate(text, answered);
    } catch {
      // The application was told why.
      answered(undefined);
    } finally {
      timer.cancel();
    }
  }

  #answered(answer: Answer): void {
    const isGranted = answer?.type === "ack";
    this.#asking = undefined;
    this.#failures = isGranted ? 0 : this.#failures + 1;
    this.#schedule(refreshAfter(answer, this.#failures, this.#port.random()));
    if (isGranted) this.#port.granted();
  }
}
