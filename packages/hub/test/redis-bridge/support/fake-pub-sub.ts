// A Redis that only tells what is published, and clients that keep their listeners as those of the package `redis` do (measured with 6.3.1): commands are
// answered in their order, a listener is added at once to a name that has one, and names are subscribed to again after an outage.

import type { RedisClientLike } from "../../../src/redis/redis-client.ts";

type Listener = (text: string, channel: string) => void;

interface Names {
  readonly listeners: Set<Listener>;
  isLeft: boolean;
}

interface Command {
  readonly done: () => void;
  readonly failed: (reason: Error) => void;
}

export class FakePubSub {
  /** In the order in which they were made: one publishes, one listens. */
  readonly clients: FakeClient[] = [];
  /** What a publish is answered with; nothing where it is `silent`. */
  refusal: Error | "silent" | undefined;
  readonly published: string[] = [];

  get client(): RedisClientLike {
    return {
      duplicate: () => {
        const client = new FakeClient(this);
        this.clients.push(client);
        return client;
      },
    };
  }

  /** All connections end, and cannot be opened until `heal`. */
  cut(): void {
    for (const client of this.clients) client.fail(new Error("Socket closed"));
  }

  heal(): void {
    for (const client of this.clients) client.begin();
  }

  get open(): number {
    return this.clients.filter(({ isReady }) => isReady).length;
  }

  /** The names that somebody has at the server. */
  names(): string[] {
    return this.clients.flatMap(({ subscribed }) => [...subscribed]);
  }

  tell(name: string, text: string): void {
    for (const client of this.clients) client.hear(name, text);
  }
}

class FakeClient {
  readonly #redis: FakePubSub;
  readonly #events = new Map<string, ((reason?: unknown) => void)[]>();
  readonly #names = new Map<string, Names>();
  #commands: Command[] = [];
  /** At the server. */
  readonly subscribed = new Set<string>();
  isReady = false;

  constructor(redis: FakePubSub) {
    this.#redis = redis;
  }

  on(event: string, listener: (reason?: unknown) => void): void {
    this.#events.set(event, [...(this.#events.get(event) ?? []), listener]);
  }

  emit(event: string, reason?: unknown): void {
    for (const listener of this.#events.get(event) ?? []) listener(reason);
  }

  async connect(): Promise<void> {
    this.begin();
  }

  begin(): void {
    this.resubscribe();
    this.isReady = true;
    this.emit("ready");
  }

  /** What a client does before it is ready again. */
  resubscribe(): void {
    for (const name of this.#names.keys()) this.subscribed.add(name);
  }

  fail(reason: Error): void {
    this.isReady = false;
    this.subscribed.clear();
    this.emit("error", reason);
    for (const { failed } of this.#commands.splice(0)) failed(reason);
  }

  destroy(): void {
    this.isReady = false;
    this.subscribed.clear();
    for (const { failed } of this.#commands.splice(0)) failed(new Error("The client is closed"));
  }

  /** What the server does, and then the client: behind all that was asked before. */
  #ask(atServer: () => void, then: () => void): Promise<void> {
    return new Promise<void>((resolve, failed) => {
      const done = (): void => {
        then();
        resolve();
      };
      this.#commands.push({ done, failed });
      queueMicrotask(() => {
        if (!this.isReady) return;
        atServer();
        this.#commands.shift()?.done();
      });
    });
  }

  async publish(name: string, text: string): Promise<void> {
    const { published, refusal } = this.#redis;
    if (refusal === "silent")
      return new Promise((done, failed) => this.#commands.push({ done, failed }));
    if (refusal !== undefined) throw refusal;
    published.push(`${name} ${text}`);
  }

  async subscribe(name: string, listener: Listener): Promise<void> {
    const known = this.#names.get(name);
    if (known?.isLeft === false) return void known.listeners.add(listener);
    await this.#ask(
      () => this.subscribed.add(name),
      () => {
        const names = this.#names.get(name) ?? { listeners: new Set(), isLeft: false };
        this.#names.set(name, names);
        names.listeners.add(listener);
      },
    );
  }

  /** Without a listener, all of them are forgotten when it is answered, also those that have come since. */
  async unsubscribe(name: string, listener?: Listener): Promise<void> {
    const known = this.#names.get(name);
    if (known !== undefined && listener !== undefined) known.isLeft = true;
    await this.#ask(
      () => this.subscribed.delete(name),
      () => {
        const names = this.#names.get(name);
        if (listener === undefined) names?.listeners.clear();
        else names?.listeners.delete(listener);
        if (names?.listeners.size === 0) this.#names.delete(name);
      },
    );
  }

  hear(name: string, text: string): void {
    if (!this.subscribed.has(name)) return;
    for (const listener of this.#names.get(name)?.listeners ?? []) listener(text, name);
  }
}
