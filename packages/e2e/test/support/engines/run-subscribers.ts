// The subscribers of a fault run: real clients over TCP, each of which writes down what it is given.

import { ChannelClient, type ChannelItem, type Subscription } from "@skep/channels";
import type { LogItem, SubscriberLog } from "./fault-report.ts";
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

  /** Their links end. */
  cut(): void {
    for (const subscriber of this.#all) subscriber.cut();
  }

  /** Waits until each has the message of this name of its channel; returned is how many have not within this time. */
  async reach(newest: ReadonlyMap<string, string>, within: number): Promise<number> {
    const end = performance.now() + within;
    const late = (): Subscriber[] =>
      this.#all.filter(({ channel, latest }) => latest !== newest.get(channel));
    while (late().length > 0 && performance.now() < end)
      await new Promise((resolve) => setTimeout(resolve, LOOK));
    return late().length;
  }

  logs(): SubscriberLog[] {
    return this.#all.map(({ channel, client, items }) => ({ client, channel, items: [...items] }));
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
  /** The name of the message that came last. */
  latest: string | undefined;
  readonly #client: ChannelClient;
  /** That of what comes next. It changes with a gap alone. */
  #epoch = "";

  constructor(name: string, url: string, channel: string) {
    this.client = name;
    this.channel = channel;
    this.#client = new ChannelClient({ url, retry: RETRY });
    const subscription = this.#client.subscribe(channel);
    this.begun = new Promise((resolve) =>
      subscription.addEventListener(
        "subscribed",
        ({ position }) => {
          this.#epoch = position?.epoch ?? "";
          resolve();
        },
        { once: true },
      ),
    );
    subscription.addEventListener("recovered", ({ recovered }) =>
      this.items.push({ type: "recovered", recovered, at: performance.now() }),
    );
    void this.#read(subscription);
  }

  async #read(subscription: Subscription): Promise<void> {
    for await (const item of subscription) this.#write(item);
  }

  #write(item: ChannelItem): void {
    const at = performance.now();
    if (item.type === "gap") {
      this.#epoch = item.to?.epoch ?? this.#epoch;
      this.items.push({ type: "gap", reason: item.reason, at });
      return;
    }
    const { offset = 0 } = item;
    const { name } = item.data as { readonly name: string };
    const previous = item.previous ?? offset - 1;
    this.items.push({ type: "message", name, epoch: this.#epoch, offset, previous, at });
    this.latest = name;
  }

  cut(): void {
    this.#client.redial();
  }

  async close(): Promise<void> {
    await this.#client.close();
  }
}
