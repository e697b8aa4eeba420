// A client as anybody would write it from the page of the protocol: plain `ws` and JSON, nothing of Skep.

import { once } from "node:events";
import { WebSocket } from "ws";

export interface Wire {
  readonly type: string;
  readonly [field: string]: unknown;
}

export class RawClient {
  readonly socket: WebSocket;
  readonly received: Wire[] = [];
  /** How many messages came in each frame. */
  readonly frames: number[] = [];
  /** The bytes of the longest frame. */
  longest = 0;
  /** The messages that `say` has sent, and their bytes. */
  said = 0;
  saidBytes = 0;
  #waiting: (() => void)[] = [];
  readonly closed: Promise<{ code: number; reason: string }>;

  constructor(url: string, headers: Record<string, string> = {}) {
    this.socket = new WebSocket(url, { headers });
    this.socket.on("message", (data) => this.#take(String(data)));
    this.closed = new Promise((resolve) =>
      this.socket.on("close", (code, reason) => resolve({ code, reason: String(reason) })),
    );
    this.socket.on("error", () => {});
  }

  static async open(url: string, headers?: Record<string, string>): Promise<RawClient> {
    const client = new RawClient(url, headers);
    await once(client.socket, "open");
    return client;
  }

  /** Opens v1. */
  static async greet(
    url: string,
    more: object = {},
    headers: Record<string, string> = {},
  ): Promise<RawClient> {
    const client = await RawClient.open(url, headers);
    client.say({ type: "hello", id: 0, v: 1, ts: "ms", ...more });
    await client.find(({ type }) => type === "welcome");
    return client;
  }

  #take(frame: string): void {
    this.longest = Math.max(this.longest, Buffer.byteLength(frame));
    const lines = frame.split("\n").filter((line) => line !== "");
    this.frames.push(lines.length);
    this.received.push(...lines.map((line) => JSON.parse(line) as Wire));
    for (const wake of this.#waiting.splice(0)) wake();
  }

  say(message: object): void {
    const text = JSON.stringify(message);
    this.said++;
    this.saidBytes += Buffer.byteLength(text);
    this.socket.send(text);
  }

  /** Asks, and gives the answer. */
  async ask(message: { readonly id: number; readonly [field: string]: unknown }): Promise<Wire> {
    this.say(message);
    return this.find(({ re }) => re === message.id);
  }

  /** The first message of which this holds, which may still have to come. */
  async find(holds: (message: Wire) => boolean): Promise<Wire> {
    for (;;) {
      const found = this.received.find(holds);
      if (found !== undefined) return found;
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    }
  }

  /** Waits until there are so many of a type. */
  async count(type: string, count: number): Promise<Wire[]> {
    await this.find(() => this.of(type).length >= count);
    return this.of(type);
  }

  of(type: string): Wire[] {
    return this.received.filter((message) => message.type === type);
  }

  /** All that the hub has said until it answers this: nothing else is on its way. */
  async settle(): Promise<void> {
    const before = this.of("pong").length;
    this.say({ type: "ping" });
    await this.count("pong", before + 1);
  }
}
