// A connection to NATS that the test is: it answers what the test says, tells what the test tells, and is lost when the test loses it.

import type {
  NatsConnectionLike,
  NatsMessageLike,
  NatsEnvelopeLike,
  NatsServerInfoLike,
  NatsStatusLike,
  NatsSubscriptionLike,
} from "../../../src/nats/connection-like.ts";

type Callback = (error: Error | null, message: NatsMessageLike) => void;

export class FakeConnection implements NatsConnectionLike {
  info: NatsServerInfoLike | undefined = { version: "2.9.10" };
  readonly published: { subject: string; reply: string }[] = [];
  readonly subscriptions = new Map<string, Callback>();
  isBroken = false;
  redials = 0;
  readonly #events: ((event: NatsStatusLike) => void)[] = [];
  #close: (error?: Error) => void = () => {};
  readonly #closed = new Promise<void | Error>((resolve) => (this.#close = resolve));

  isClosed(): boolean {
    return false;
  }

  closed(): Promise<void | Error> {
    return this.#closed;
  }

  publish(subject: string, _payload?: string, { reply = "" }: NatsEnvelopeLike = {}): void {
    if (this.isBroken) throw new Error("closed");
    this.published.push({ subject, reply });
  }

  /** Answers the request that was published at this place, to the subscription that it asks for. */
  answer(at: number, text: string, code = 0): void {
    const { reply = "", subject = "" } = this.published[at] ?? {};
    const headers = { get: () => "", set: () => {}, code };
    const data = new TextEncoder().encode(text);
    for (const [pattern, callback] of this.subscriptions) {
      const isWild = pattern.endsWith(".*") && !reply.slice(pattern.length - 1).includes(".");
      if (pattern === reply) callback(null, { subject, data, headers });
      else if (isWild && reply.startsWith(pattern.slice(0, -1)))
        callback(null, { subject: reply, data, headers });
    }
  }

  subscribe(subject: string, { callback }: { callback: Callback }): NatsSubscriptionLike {
    this.subscriptions.set(subject, callback);
    return { unsubscribe: () => void this.subscriptions.delete(subject) };
  }

  status(): AsyncIterable<NatsStatusLike> {
    const waiting: NatsStatusLike[] = [];
    let wake = (): void => {};
    this.#events.push((event) => {
      waiting.push(event);
      wake();
    });
    return {
      async *[Symbol.asyncIterator]() {
        for (;;) {
          const event = waiting.shift();
          if (event !== undefined) yield event;
          else await new Promise<void>((resolve) => (wake = resolve));
        }
      },
    };
  }

  async reconnect(): Promise<void> {
    this.redials++;
  }

  tell(type: "disconnect" | "reconnect" | "error", error?: unknown): void {
    for (const event of this.#events) event({ type, error });
  }

  end(error?: Error): void {
    this.#close(error);
  }
}
