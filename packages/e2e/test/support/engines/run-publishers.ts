// The publishers of a fault run: one for each channel, which publishes one message after the other, each again under its key until it is
// acknowledged.

import { setTimeout as sleep } from "node:timers/promises";
import { ChannelClient } from "@skep/channels";
import { EngineError, type Hub } from "@skep/hub";
import type { Position } from "@skep/protocol";
import type { Acknowledged } from "./fault-report.ts";

export interface PublisherPlace {
  readonly hub: Hub;
  /** Where it is a client; otherwise it publishes by its hub itself. */
  readonly url: string | undefined;
  /** Milliseconds between two publishes. */
  readonly pace: number;
  readonly payload: string;
}

/** Milliseconds until a hub without an engine is asked again. */
const AGAIN = 20;

export class Publishers {
  readonly #publishers: Publisher[] = [];
  readonly all: Acknowledged[] = [];
  /** Waits for the count of what was acknowledged. */
  readonly #waiting = new Set<() => void>();
  #loops: Promise<unknown> = Promise.resolve();
  #isStopped = false;
  readonly #abandoning = new AbortController();

  add(channel: string, place: PublisherPlace): void {
    this.#publishers.push(new Publisher(channel, place));
  }

  start(): void {
    this.#loops = Promise.all(this.#publishers.map((publisher) => this.#loop(publisher)));
    // What a loop throws is told by `stop`, and nobody waits for it longer than for that.
    this.#loops.catch(() => this.#wake());
  }

  async #loop(publisher: Publisher): Promise<void> {
    const { signal } = this.#abandoning;
    while (!this.#isStopped) {
      this.all.push(await publisher.publish({ signal }));
      this.#wake();
      await sleep(publisher.pace);
    }
  }

  #wake(): void {
    for (const look of this.#waiting) look();
  }

  /** Resolves when so many more were acknowledged. */
  async acknowledged(count: number): Promise<void> {
    const goal = this.all.length + count;
    const enough = new Promise<void>((resolve) => {
      const look = (): void => {
        if (this.all.length < goal) return;
        this.#waiting.delete(look);
        resolve();
      };
      this.#waiting.add(look);
      look();
    });
    // A loop ends before only by what it throws.
    await Promise.race([enough, this.#loops]);
  }

  /** Publishes no more, and waits for what is under way. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    await this.#loops;
  }

  /** Another message for each channel, which shows the hole before it. */
  async publishLast(): Promise<void> {
    for (const publisher of this.#publishers)
      this.all.push(await publisher.publish({ byHub: true }));
  }

  /** By the name of its channel, the message that was acknowledged last. */
  newest(): ReadonlyMap<string, Acknowledged> {
    return new Map(this.all.map((message) => [message.channel, message]));
  }

  /** Waits for nothing: where a run has failed, the broker may be away for good. */
  async close(): Promise<void> {
    this.#isStopped = true;
    this.#abandoning.abort();
    await this.#loops.catch(() => {});
    await Promise.all(this.#publishers.map((publisher) => publisher.close()));
  }
}

interface PublishOptions {
  readonly byHub?: boolean;
  readonly signal?: AbortSignal;
}

class Publisher {
  readonly channel: string;
  readonly #hub: Hub;
  readonly #client: ChannelClient | undefined;
  readonly pace: number;
  readonly #payload: string;
  #count = 0;

  constructor(channel: string, { hub, pace, payload, url }: PublisherPlace) {
    this.channel = channel;
    this.pace = pace;
    this.#payload = payload;
    this.#hub = hub;
    this.#client = url === undefined ? undefined : new ChannelClient({ url, retry: RETRY });
  }

  /** By its hub, where it is no client or is not to be one. */
  async publish({ byHub = false, signal }: PublishOptions): Promise<Acknowledged> {
    const name = `${this.channel}-${++this.#count}`;
    const sentAt = performance.now();
    const data = { name, text: this.#payload };
    const options = { key: name, ...(signal && { signal }) };
    const { epoch, offset } =
      this.#client === undefined || byHub
        ? await this.#publishByHub(data, options)
        : ((await this.#client.publish(this.channel, data, options)) as Position);
    return { channel: this.channel, name, epoch, offset, sentAt, at: performance.now() };
  }

  /** A client does this by itself. */
  async #publishByHub(
    data: object,
    options: { readonly key: string; readonly signal?: AbortSignal },
  ): Promise<Position> {
    for (;;)
      try {
        return await this.#hub.publish(this.channel, data, options);
      } catch (error) {
        if (!(error instanceof EngineError)) throw error;
        await sleep(AGAIN);
      }
  }

  async close(): Promise<void> {
    await this.#client?.close();
  }
}

/** How clients of a run come back. */
export const RETRY = { initialDelay: 50, minDelay: 20, maxDelay: 500 };
