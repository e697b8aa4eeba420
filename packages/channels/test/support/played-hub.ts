// A hub that a test plays: it sees what its client sends, and says what the test tells it to. Time and chance are those of the test.

import { ManualClock, type MemoryDial, MemoryTransport } from "@skep/core/testing";
import {
  type ClientMessage,
  decodeFromClient,
  encodeFromHub,
  type FromClient,
  type HubMessage,
  type Welcome,
} from "@skep/protocol";
import { ChannelClient, type ChannelClientOptions, type ChannelItem } from "../../src/index.ts";

type Type = ClientMessage["type"];
type Of<T extends Type> = Extract<ClientMessage, { readonly type: T }>;

export const URL = "ws://hub.test/";

export class PlayedHub {
  readonly clock: ManualClock = new ManualClock();
  readonly transport: MemoryTransport;

  /** Accepts each dial by itself, unless told otherwise. */
  constructor(options: ConstructorParameters<typeof MemoryTransport>[0] = {}) {
    this.transport = new MemoryTransport({ autoAccept: true, autoPong: true, ...options });
  }

  /** The options of a client of this hub. */
  get options(): ChannelClientOptions {
    const { clock, transport } = this;
    return { url: URL, clock, transport, random: () => 0.5 };
  }

  client(options: Partial<ChannelClientOptions> = {}): ChannelClient {
    return new ChannelClient({ ...this.options, ...options });
  }

  /** A client that is greeted. */
  async greeted(options: Partial<ChannelClientOptions> = {}): Promise<ChannelClient> {
    const client = this.client(options);
    await this.welcome();
    return client;
  }

  get dial(): MemoryDial {
    return this.transport.latest;
  }

  /** All that the client has sent on the latest link. */
  get heard(): FromClient[] {
    return this.dial.sent.flatMap((frame) => decodeFromClient(String(frame)));
  }

  /** What of this type it has sent. */
  all<T extends Type>(type: T): Of<T>[] {
    return this.heard.filter((message): message is Of<T> => message.type === type);
  }

  /** The latest request of this type. */
  last<T extends Type>(type: T): Of<T> {
    const message = this.all(type).at(-1);
    if (message === undefined) throw new Error(`The client has sent no ${type}.`);
    return message;
  }

  /** Says these in one frame, and lets the client hear them. */
  async say(...messages: HubMessage[]): Promise<void> {
    this.dial.message(messages.map((message) => encodeFromHub(message, "ms")).join("\n"));
    await this.clock.run();
  }

  /** Waits for `hello`, and answers it. */
  async welcome(more: Partial<Welcome> = {}): Promise<void> {
    await this.clock.run();
    const { id: re } = this.last("hello");
    await this.say({ type: "welcome", re, version: 1, session: "s1", ...more });
  }

  /** Acknowledges the latest subscription. */
  async accept(
    offset: number = 0,
    more: Partial<Extract<HubMessage, { type: "ack" }>> = {},
  ): Promise<void> {
    const { id: re = 0 } = this.last("subscribe");
    await this.say({ type: "ack", re, position: { epoch: "e", offset }, ...more });
  }

  /** Publishes to a channel. */
  async publish(channel: string, offset: number, data: unknown = offset): Promise<void> {
    await this.say({ type: "event", channel, data, offset, previous: offset - 1 });
  }

  /** Ends the link, lets so much time pass in which nobody does anything, and waits until the client has dialled again. */
  async cut(away: number = 0): Promise<void> {
    const { length } = this.transport.dials;
    this.dial.drop();
    this.clock.jump(away);
    for (let waited = 0; this.transport.dials.length === length; waited += 500) {
      if (waited > 60_000) throw new Error("The client does not come back.");
      await this.clock.run(500);
    }
  }
}

/** Items that wait, without waiting for more. */
export async function read(
  items: AsyncIterable<ChannelItem>,
  clock: ManualClock,
): Promise<ChannelItem[]> {
  const abort = new AbortController();
  const all: ChannelItem[] = [];
  const reading = (async () => {
    const iterator = items[Symbol.asyncIterator]();
    abort.signal.addEventListener("abort", () => void iterator.return?.());
    for (;;) {
      const { value, done } = await iterator.next();
      if (done === true) return;
      all.push(value);
    }
  })();
  await clock.run();
  abort.abort();
  await reading;
  return all;
}

/** What is told of items. */
export const short = (items: readonly ChannelItem[]): unknown[] =>
  items.map((item) => (item.type === "gap" ? `gap ${item.reason}` : item.data));
