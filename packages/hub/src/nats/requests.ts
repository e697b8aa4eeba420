// What is asked of NATS and answered within a time. What is under way when the connection is lost rejects at once: the client would
// let it wait for its timeout.

import { headers } from "@nats-io/nats-core";
import { EngineError } from "../errors.ts";
import type { NatsConnectionLike, NatsMessageLike } from "./connection-like.ts";

/** Milliseconds that a server has to answer: less than a hub waits for its engine. */
const TIMEOUT = 4_000;

/** Requests that a server has not answered: more are a sign that it does not keep up. */
const MOST = 20_000;

export class NatsRequests {
  readonly #connection: NatsConnectionLike;
  // Bound: `MOST`. Overflow: the next one rejects, as where the engine is away.
  readonly #open = new Set<(reason: unknown) => void>();

  constructor(connection: NatsConnectionLike) {
    this.#connection = connection;
  }

  /** Rejects with an `EngineError`. */
  ask(
    subject: string,
    payload: string,
    fields: readonly (readonly [string, string])[] = [],
  ): Promise<NatsMessageLike> {
    return this.#within(async () => {
      if (fields.length === 0)
        return this.#connection.request(subject, payload, { timeout: TIMEOUT });
      const all = headers();
      for (const [name, value] of fields) all.set(name, value);
      return this.#connection.request(subject, payload, { timeout: TIMEOUT, headers: all });
    });
  }

  /** So many answers to one request, or fewer where no more come in time. */
  askMany(subject: string, payload: string, count: number): Promise<NatsMessageLike[]> {
    return this.#within(async () => {
      const all: NatsMessageLike[] = [];
      const answers = await this.#connection.requestMany(subject, payload, {
        strategy: "count",
        maxMessages: count,
        maxWait: TIMEOUT,
        // What a reader delivers has the subject of its channel, and not that of an answer.
        noMux: true,
      });
      for await (const answer of answers) all.push(answer);
      return all;
    });
  }

  /** Rejects all that is under way. */
  fail(reason: unknown): void {
    for (const reject of this.#open) reject(reason);
  }

  #within<T>(ask: () => Promise<T>): Promise<T> {
    if (this.#open.size >= MOST)
      return Promise.reject(new EngineError(`NATS has ${MOST} requests to answer already.`));
    return new Promise<T>((resolve, reject) => {
      const fail = (reason: unknown): void =>
        reject(new EngineError("NATS has not done what it was asked.", reason));
      this.#open.add(fail);
      ask()
        .then(resolve, fail)
        .finally(() => this.#open.delete(fail));
    });
  }
}

/** Nobody was there to answer, at a server that is: there is no such stream, or no JetStream. */
export function hadNoResponder(error: unknown): boolean {
  const cause = error instanceof EngineError ? error.cause : undefined;
  return (cause as { isNoResponders?(): boolean } | undefined)?.isNoResponders?.() === true;
}

/** Nothing came back in time. */
export function hadNoAnswer(error: unknown): boolean {
  const cause = error instanceof EngineError ? error.cause : undefined;
  return (cause as { readonly name?: unknown } | undefined)?.name === "TimeoutError";
}
