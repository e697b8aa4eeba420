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
  /** Told of each publish, and at which place it is. */
  taken: (at: number, subject: string, payload: string) => void = () => {};
  /** Which subscriptions the server refuses. */
  refuses: (subject: string) => boolean = () => false;
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

  publish(subject: string, payload: string = "", { reply = "" }: NatsEnvelopeLike = {}): void {
    if (this.isBroken) throw new Error("closed");
    this.taken(this.published.push({ subject, reply }) - 1, subject, payload);
  }

  /** Answers the request that was published at this place, to the subscription that it asks for. */
  answer(at: number, text: string, code = 0): void {
    const { reply = "", subject = "" } = this.published[at] ?? {};
    const headers = { get: () => "", set: () => {}, code };
    const data = new TextEncoder().encode(text);
    for (const [pattern, callback] of this.subscriptions) {
      const isWild = pattern.endsWith(".*") && !reply.slice(pattern.length - 1).includes(".");
      // What a reader delivers has the subject of its channel, and what the server says of it that of the inbox.
      if (pattern === reply) callback(null, { subject: code > 0 ? reply : subject, data, headers });
      else if (isWild && reply.startsWith(pattern.slice(0, -1)))
        callback(null, { subject: reply, data, headers });
    }
  }

  subscribe(subject: string, { callback }: { callback: Callback }): NatsSubscriptionLike {
    this.subscriptions.set(subject, callback);
    if (this.refuses(subject)) setImmediate(() => this.refuse(subject));
    return { unsubscribe: () => void this.subscriptions.delete(subject) };
  }

  /** The server refuses a subscription, and the client forgets it. */
  refuse(subject: string): void {
    const callback = this.subscriptions.get(subject);
    this.subscriptions.delete(subject);
    callback?.(new Error("Permissions Violation"), {} as never);
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
