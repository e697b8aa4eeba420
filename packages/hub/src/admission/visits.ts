// What belongs to each connected client beside its link: its place among the connections, the end of its time, and the question who it is.

import type { Clock, Timer } from "@skep/core/base";
import type { AuthAnswer } from "../core/input.ts";
import type { Visitor } from "./admission.ts";
import { authRefusal } from "./auth-answer.ts";
import { authenticateClient, type AuthOutcome } from "./authentication.ts";
import type { Authenticate, AuthFailure } from "./authenticator.ts";

export interface VisitsOptions {
  readonly authenticate: Authenticate | undefined;
  /** In milliseconds. */
  readonly authTimeout: number;
  readonly clock: Clock;
  /** The time of a client is over. */
  readonly expired: (client: string) => void;
  readonly authFailed: (failure: AuthFailure, remoteAddress: string, error: unknown) => void;
}

interface Visit {
  readonly visitor: Visitor;
  /** Aborted when the client is gone; there where the application was asked about it. */
  gone?: AbortController;
  deadline?: Timer | undefined;
}

export class Visits {
  readonly #options: VisitsOptions;
  // Bound: the links that were let in.
  readonly #visits = new Map<string, Visit>();

  constructor(options: VisitsOptions) {
    this.#options = options;
  }

  begin(client: string, visitor: Visitor): void {
    this.#visits.set(client, { visitor });
  }

  end(client: string): void {
    const visit = this.#visits.get(client);
    this.#visits.delete(client);
    visit?.deadline?.cancel();
    visit?.gone?.abort();
    visit?.visitor.place.release();
  }

  /** `expired` is called after so many milliseconds, unless this is called again. */
  expireIn(client: string, after: number | undefined): void {
    const visit = this.#visits.get(client);
    if (visit === undefined) return;
    visit.deadline?.cancel();
    const { clock, expired } = this.#options;
    visit.deadline = after === undefined ? undefined : clock.schedule(after, () => expired(client));
  }

  /** Asks the application who has this token. */
  async authenticate(client: string, token: string): Promise<AuthAnswer> {
    const visit = this.#visits.get(client);
    const { authenticate, authTimeout: timeout, clock } = this.#options;
    if (visit === undefined || authenticate === undefined) return authRefusal("refused");
    const { remoteAddress } = visit.visitor;
    const outcome = await authenticateClient(
      { token, remoteAddress, upgrade: undefined },
      { authenticate, clock, timeout },
      this.goneSignal(client),
    );
    const isFull = outcome.failure === undefined && !this.#letIn(client, outcome.identity.userId);
    const last: AuthOutcome = isFull ? { failure: "limit" } : outcome;
    if (last.failure === undefined) return last;
    this.#options.authFailed(last.failure, remoteAddress, last.error);
    return authRefusal(last.failure);
  }

  /** Aborts when the client is gone; undefined where it is. */
  goneSignal(client: string): AbortSignal | undefined {
    const visit = this.#visits.get(client);
    return visit && (visit.gone ??= new AbortController()).signal;
  }

  /** A client that is gone is let in nowhere. */
  #letIn(client: string, userId: string | undefined): boolean {
    return this.#visits.get(client)?.visitor.place.letIn(userId) ?? true;
  }
}
