// What is asked of NATS and answered within a time, over one inbox of the session. The client's own requests make two errors with their stacks each, for
// the case that they fail, and let what is under way wait for its timeout when the connection is lost.

import { createInbox, headers } from "@nats-io/nats-core";
import type { Clock, Timer } from "@skep/core/base";
import { EngineError } from "../errors.ts";
import type {
  NatsConnectionLike,
  NatsMessageLike,
  NatsEnvelopeLike,
  NatsSubscriptionLike,
} from "./connection-like.ts";
import { fieldsOfMessage } from "./message-fields.ts";

/** Milliseconds that a server has to answer: less than a hub waits for its engine. */
const TIMEOUT = 4_000;

/** Why nothing is asked any more. */
const CLOSED = "the session of the engine is closed";

/** Requests that a server has not answered: more are a sign that it does not keep up. */
const MOST = 20_000;

type Fields = readonly (readonly [string, string])[];

/** What the client says of something that its user may not do. */
interface Refusal {
  readonly operation?: unknown;
  readonly subject?: unknown;
}

/** An error that the connection tells says what was refused. */
export function namesSubject(error: unknown): boolean {
  return (Object(error) as Refusal).subject !== undefined;
}

/** A request that waits for its answer. */
interface Open {
  readonly subject: string;
  /** From then on nobody waits for it any more. */
  readonly due: number;
  readonly answer: (message: NatsMessageLike) => void;
  readonly giveUp: (reason: unknown) => void;
}

export class NatsRequests {
  readonly #connection: NatsConnectionLike;
  readonly #clock: Clock;
  readonly #inbox: string;
  /** Undefined where NATS has refused it: then it is tried again with the next request. */
  #subscription: NatsSubscriptionLike | undefined;
  // By the last token of the subject for their answers, in the order in which they are due. Bound: `MOST`. Overflow: the next one rejects, as
  // where the engine is away.
  readonly #open = new Map<string, Open>();
  #count = 0;
  #timer: Timer | undefined;
  #isClosed = false;

  constructor(connection: NatsConnectionLike, clock: Clock) {
    this.#connection = connection;
    this.#clock = clock;
    this.#inbox = createInbox(connection.options?.inboxPrefix);
  }

  #subscribe(): NatsSubscriptionLike {
    return this.#connection.subscribe(`${this.#inbox}.*`, {
      callback: (error, message) => {
        if (error === null) return this.#answer(message);
        this.#subscription = undefined;
        this.fail(error);
      },
    });
  }

  /** Rejects with an `EngineError`. */
  ask(subject: string, payload: string, fields: Fields = []): Promise<NatsMessageLike> {
    return this.#within(subject, (token) => {
      this.#publish(subject, payload, { reply: `${this.#inbox}.${token}`, ...headersOf(fields) });
    });
  }

  /**
   * So many answers to one request, or fewer where the server says that there are no more. They have an inbox of their own, as their subjects do not say which
   * request they belong to.
   */
  async askMany(subject: string, payload: string, count: number): Promise<NatsMessageLike[]> {
    const all: NatsMessageLike[] = [];
    let subscription: NatsSubscriptionLike | undefined;
    const asked = this.#within(subject, (token) => {
      const reply = `${this.#inbox}.many.${token}`;
      subscription = this.#connection.subscribe(reply, {
        callback: (error, message) => {
          // What a reader delivers has the subject of its channel, and may have any fields.
          const isOne = error === null && !(message.subject === reply && isStatus(message));
          if (isOne) all.push(message);
          if (!isOne || all.length === count) this.#end(token)?.answer(message);
        },
      });
      this.#publish(subject, payload, { reply });
    });
    await asked.finally(() => subscription?.unsubscribe());
    return all;
  }

  /** The connection tells an error. One about a subject to which this user may not publish is the answer to what was asked there. */
  refuse(error: unknown): void {
    const { operation, subject } = Object(error) as Refusal;
    if (operation !== "publish") return;
    for (const [token, open] of this.#open)
      if (open.subject === subject) this.#end(token)?.giveUp(error);
  }

  /** Rejects all that is under way. */
  fail(reason: unknown): void {
    for (const token of this.#open.keys()) this.#end(token)?.giveUp(reason);
  }

  /** Nothing is asked any more. */
  close(): void {
    this.#isClosed = true;
    this.#timer?.cancel();
    this.#subscription?.unsubscribe();
    this.fail(CLOSED);
  }

  #within(subject: string, send: (token: string) => void): Promise<NatsMessageLike> {
    return new Promise((answer, reject) => {
      const giveUp = (reason: unknown): void =>
        reject(new EngineError("NATS has not done what it was asked.", reason));
      if (this.#isClosed) return giveUp(CLOSED);
      if (this.#open.size >= MOST) return giveUp(`${MOST} requests are not answered yet`);
      const token = String(this.#count++);
      this.#open.set(token, { subject, due: this.#clock.now() + TIMEOUT, answer, giveUp });
      this.#timer ??= this.#clock.schedule(TIMEOUT, () => this.#look());
      try {
        this.#subscription ??= this.#subscribe();
        send(token);
      } catch (error) {
        // The connection is closed, or the message is longer than the server takes.
        this.#end(token)?.giveUp(error);
      }
    });
  }

  #publish(subject: string, payload: string, options: NatsEnvelopeLike): void {
    this.#connection.publish(subject, payload, options);
  }

  #answer(message: NatsMessageLike): void {
    const open = this.#end(message.subject.slice(this.#inbox.length + 1));
    if (isStatus(message)) open?.giveUp(troubleOf(NO_RESPONDER, "nobody answers there"));
    else open?.answer(message);
  }

  #end(token: string): Open | undefined {
    const open = this.#open.get(token);
    this.#open.delete(token);
    return open;
  }

  /** Gives up what is due, the oldest first. */
  #look(): void {
    const now = this.#clock.now();
    this.#timer = undefined;
    for (const [token, { due }] of this.#open) {
      if (due > now) {
        this.#timer = this.#clock.schedule(due - now, () => this.#look());
        return;
      }
      this.#end(token)?.giveUp(troubleOf(NO_ANSWER, `no answer within ${TIMEOUT} ms`));
    }
  }
}

function headersOf(fields: Fields): Pick<NatsEnvelopeLike, "headers"> {
  if (fields.length === 0) return {};
  const all = headers();
  for (const [name, value] of fields) all.set(name, value);
  return { headers: all };
}

/** What the server itself says, in place of a message: that there is nobody, or no more. */
function isStatus(message: NatsMessageLike): boolean {
  return message.data.length === 0 && (fieldsOfMessage(message)?.code ?? 0) >= 400;
}

// As the client calls them.
const NO_ANSWER = "TimeoutError";
const NO_RESPONDER = "NoRespondersError";

function troubleOf(name: string, text: string): Error {
  return Object.assign(new Error(text), { name });
}

/** Nobody was there to answer, at a server that is: there is no such stream, or no JetStream. */
export function hadNoResponder(error: unknown): boolean {
  return nameOfCause(error) === NO_RESPONDER;
}

/** Nothing came back in time. */
export function hadNoAnswer(error: unknown): boolean {
  return nameOfCause(error) === NO_ANSWER;
}

function nameOfCause(error: unknown): unknown {
  return error instanceof EngineError && error.cause instanceof Error
    ? error.cause.name
    : undefined;
}
