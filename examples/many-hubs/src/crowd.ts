// Subscribers, and whoever publishes to them, all of them clients of the balancer: each channel's messages are numbered, and each subscriber counts.

import { setTimeout as sleep } from "node:timers/promises";
import { ChannelClient } from "@skep/channels";
import { ConfigError } from "skep/connection";
import { Book, sumOf, type Tally } from "./book.ts";

/** Milliseconds that a publisher waits for one publish. */
const PATIENCE = 3_000;

/** So many subscribers share a channel. */
const PER_CHANNEL = 10;

export interface Room {
  readonly channel: string;
  /** The number of the newest message that a hub has acknowledged. */
  published: number;
  /** The position of the newest message that a subscriber of this room has read. */
  position: { readonly epoch: string; readonly offset: number } | undefined;
  readonly books: Book[];
}

export interface CrowdOptions {
  readonly url: string;
  readonly subscribers: number;
  /** Messages per second, of all channels together. */
  readonly rate: number;
}

export class Crowd {
  readonly #options: CrowdOptions;
  readonly #clients: ChannelClient[] = [];
  readonly rooms: Room[] = [];
  #isEnding = false;
  readonly #publishing: Promise<void>[] = [];
  /** Subscriptions that came back whole, and that came back with a gap. */
  recovered = 0;
  broken = 0;

  constructor(options: CrowdOptions) {
    this.#options = options;
    const rooms = Math.ceil(options.subscribers / PER_CHANNEL);
    for (let at = 1; at <= rooms; at++)
      this.rooms.push({ channel: `room:${at}`, published: 0, position: undefined, books: [] });
  }

  /** Resolves when all have subscribed and messages are published. */
  async start(signal: AbortSignal): Promise<void> {
    const { rate, subscribers } = this.#options;
    const subscribing = Array.from({ length: subscribers }, (_, at) =>
      this.#subscribe(this.rooms[at % this.rooms.length] as Room, at),
    );
    const stopped = new Promise((resolve) => signal.addEventListener("abort", resolve));
    await Promise.race([stopped, Promise.all(subscribing)]);
    if (signal.aborted) return;
    for (const room of this.rooms)
      this.#publishing.push(this.#publish(room, (1_000 / rate) * this.rooms.length));
  }

  /** Publishes no more, waits until every subscriber is at the end, 10 s at the most, and leaves. */
  async stop(): Promise<void> {
    this.#isEnding = true;
    await Promise.allSettled(this.#publishing);
    for (let wait = 0; wait < 100 && this.#behind > 0; wait++) await sleep(100);
    await Promise.all(this.#clients.map((client) => client.close()));
  }

  /** The sum of all books, and how many messages all subscribers together had to receive. It closes the books: call it once, after `stop`. */
  settle(): { tally: Tally; owed: number } {
    for (const { books, published } of this.rooms) for (const book of books) book.end(published);
    const owed = this.rooms.reduce(
      (sum, { books, published }) => sum + books.length * published,
      0,
    );
    return { tally: this.tally, owed };
  }

  get tally(): Tally {
    return sumOf(this.#books.map(({ tally }) => tally));
  }

  get published(): number {
    return this.rooms.reduce((sum, { published }) => sum + published, 0);
  }

  get connected(): number {
    return this.#clients.filter(({ state }) => state === "connected").length;
  }

  get size(): number {
    return this.#clients.length;
  }

  get #books(): Book[] {
    return this.rooms.flatMap(({ books }) => books);
  }

  /** Messages that have not come yet. */
  get #behind(): number {
    return this.rooms.reduce(
      (sum, { books, published }) =>
        sum + books.reduce((all, { last }) => all + Math.max(0, published - last), 0),
      0,
    );
  }

  #client(id: string): ChannelClient {
    const retry = { initialDelay: 100, maxDelay: 2_000, initialRetries: Infinity };
    const client = new ChannelClient({ url: this.#options.url, id, retry });
    this.#clients.push(client);
    return client;
  }

  async #subscribe(room: Room, at: number): Promise<void> {
    const book = new Book();
    room.books.push(book);
    const subscription = this.#client(`subscriber ${at}`).subscribe(room.channel);
    subscription.addEventListener("recovered", ({ recovered }) => {
      if (recovered) this.recovered += 1;
      else this.broken += 1;
    });
    const subscribed = new Promise((resolve) =>
      subscription.addEventListener("subscribed", resolve, { once: true }),
    );
    void read(subscription, room, book);
    await subscribed;
  }

  /** One message after the other, each again and again under its key until a hub has acknowledged it. */
  async #publish(room: Room, pause: number): Promise<void> {
    const client = this.#client(`publisher of ${room.channel}`);
    let hasFailed = false;
    while (!this.#isEnding || hasFailed) {
      const number = room.published + 1;
      const key = `${room.channel}:${number}`;
      try {
        // A client that is refused waits longer each time. A publish that begins anew does not.
        const signal = AbortSignal.timeout(PATIENCE);
        await client.publish(room.channel, { number }, { key, signal });
        room.published = number;
        hasFailed = false;
      } catch (error) {
        if (error instanceof ConfigError) throw error;
        // Nobody knows what became of it: the same key makes it one message.
        hasFailed = true;
      }
      await sleep(pause);
    }
  }
}

async function read(
  subscription: ReturnType<ChannelClient["subscribe"]>,
  room: Room,
  book: Book,
): Promise<void> {
  for await (const item of subscription) {
    if (item.type === "gap") book.gap();
    else book.message((item.data as { number: number }).number);
    room.position = subscription.position;
  }
}
