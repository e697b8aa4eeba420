// A connection to NATS that the test is: it answers what the test says, tells what the test tells, and is lost when the test loses it.

import type {
  NatsConnectionLike,
  NatsMessageLike,
  NatsSubscriptionLike,
} from "../../../src/nats/connection-like.ts";

type Callback = (error: Error | null, message: NatsMessageLike) => void;

export class FakeConnection implements NatsConnectionLike {
  info: { readonly version: string } | undefined = { version: "2.9.10" };
  /** What a subject is answered with; a request to another one waits for ever. */
  readonly answers = new Map<string, () => Promise<string>>();
  readonly asked: string[] = [];
  readonly subscriptions = new Map<string, Callback>();
  redials = 0;
  readonly #events: ((type: string) => void)[] = [];
  #close: (error?: Error) => void = () => {};
  readonly #closed = new Promise<void | Error>((resolve) => (this.#close = resolve));

  isClosed(): boolean {
    return false;
  }

  closed(): Promise<void | Error> {
    return this.#closed;
  }

  async request(subject: string): Promise<NatsMessageLike> {
    this.asked.push(subject);
    const answer = this.answers.get(subject) ?? (() => new Promise<never>(() => {}));
    return { subject, data: new TextEncoder().encode(await answer()) };
  }

  async requestMany(): Promise<AsyncIterable<NatsMessageLike>> {
    throw new Error("Nothing is read here.");
  }

  subscribe(subject: string, { callback }: { callback: Callback }): NatsSubscriptionLike {
    this.subscriptions.set(subject, callback);
    return { unsubscribe: () => void this.subscriptions.delete(subject) };
  }

  status(): AsyncIterable<{ readonly type: string }> {
    const waiting: string[] = [];
    let wake = (): void => {};
    this.#events.push((type) => {
      waiting.push(type);
      wake();
    });
    return {
      async *[Symbol.asyncIterator]() {
        for (;;) {
          const type = waiting.shift();
          if (type !== undefined) yield { type };
          else await new Promise<void>((resolve) => (wake = resolve));
        }
      },
    };
  }

  async reconnect(): Promise<void> {
    this.redials++;
  }

  tell(type: "disconnect" | "reconnect"): void {
    for (const event of this.#events) event(type);
  }

  end(error?: Error): void {
    this.#close(error);
  }
}
