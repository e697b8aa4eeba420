// The subscribers of a fault run: real clients over TCP, each of which writes down what it is given.

import { ChannelClient, type ChannelItem, type Subscription } from "@skep/channels";
import type { Position } from "@skep/protocol";
import type { Acknowledged, LogItem, SubscriberLog } from "./fault-report.ts";
import { RETRY } from "./run-publishers.ts";

/** Milliseconds between two looks. */
const LOOK = 20;

export class Subscribers {
  readonly #all: Subscriber[] = [];

  add(url: string, channel: string): void {
    this.#all.push(new Subscriber(`${this.#all.length}`, url, channel));
  }

  /** All have been answered. */
  async begun(): Promise<void> {
    await Promise.all(this.#all.map(({ begun }) => begun));
  }

  /** Their links end. Resolves when each was told on another one what it has missed. */
  async cut(): Promise<void> {
    await Promise.all(this.#all.map((subscriber) => subscriber.cut()));
  }

  /** Waits until each is at the newest message of its channel; returned is how many are not within this time. */
  async reach(newest: ReadonlyMap<string, Acknowledged>, within: number): Promise<number> {
    const end = performance.now() + within;
    const late = (): Subscriber[] =>
      this.#all.filter((each) => !each.isAt(newest.get(each.channel) as Acknowledged));
    while (late().length > 0 && performance.now() < end)
      await new Promise((resolve) => setTimeout(resolve, LOOK));
    return late().length;
  }

  logs(): SubscriberLog[] {
    return this.#all.map(({ channel, client, items, start }) => {
      return { client, channel, start, items: [...items] };
    });
  }

  async close(): Promise<void> {
    await Promise.all(this.#all.map((subscriber) => subscriber.close()));
  }
}

class Subscriber {
  readonly client: string;
  readonly channel: string;
  readonly items: LogItem[] = [];
  readonly begun: Promise<void>;
  start: Position | undefined;
  readonly #client: ChannelClient;
  readonly #subscription: Subscription;
  /** That of what comes next. It changes with a gap alone. */
  #epoch = "";

  constructor(name: string, url: string, channel: string) {
    this.client = name;
    this.channel = channel;
    this.#client = new ChannelClient({ url, retry: RETRY });
    this.#subscription = this.#client.subscribe(channel);
    this.begun = new Promise((resolve) =>
      this.#subscription.addEventListener(
        "subscribed",
        ({ position }) => {
          this.start = position;
          this.#epoch = position?.epoch ?? "";
          resolve();
        },
        { once: true },
      ),
    );
    this.#subscription.addEventListener("recovered", ({ recovered }) =>
      this.items.push({ type: "recovered", recovered, at: performance.now() }),
    );
    void this.#read();
  }

  async #read(): Promise<void> {
    for await (const item of this.#subscription) this.#write(item);
  }

  #write(item: ChannelItem): void {
    const at = performance.now();
    if (item.type === "gap") {
      this.#epoch = item.to?.epoch ?? this.#epoch;
      this.items.push({ type: "gap", reason: item.reason, to: item.to, at });
      return;
    }
    const { offset = 0 } = item;
    const { name } = item.data as { readonly name: string };
    const previous = item.previous ?? offset - 1;
    this.items.push({ type: "message", name, epoch: this.#epoch, offset, previous, at });
  }

  /** It has this message, or was told of a gap that ends there. */
  isAt({ epoch, name, offset }: Acknowledged): boolean {
    const last = this.items.findLast(({ type }) => type !== "recovered");
    if (last?.type === "message") return last.name === name;
    return last?.type === "gap" && last.to?.epoch === epoch && last.to.offset === offset;
  }

  async cut(): Promise<void> {
    const told = new Promise((resolve) =>
      this.#subscription.addEventListener("recovered", resolve, { once: true }),
    );
    this.#client.redial();
    await told;
  }

  async close(): Promise<void> {
    await this.#client.close();
  }
}
