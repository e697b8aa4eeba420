// A hub of one channel that keeps the rules of the protocol, and has every fault that they allow. A test decides when which happens.

import type { MemoryDial, MemoryTransport } from "@skep/core/testing";
import {
  type ClientMessage,
  decodeFromClient,
  encodeFromHub,
  type ErrorCode,
  type HubMessage,
  type Position,
  type Publish,
} from "@skep/protocol";

/** A publication that the hub took, and the one before it. */
export interface Kept {
  /** Its place among all that were ever published; it travels as the time. */
  readonly serial: number;
  readonly epoch: string;
  readonly offset: number;
  readonly previous: number;
  readonly data: number;
  readonly key: string | undefined;
}

type Subscribe = Extract<ClientMessage, { type: "subscribe" }>;

export const CHANNEL = "room:1";

/** How many publications are replayed at once. */
const MOST_REPLAYED = 20;

export class ModelHub {
  readonly #transport: MemoryTransport;
  /** Everything that was ever published, of all epochs. */
  readonly all: Kept[] = [];
  #epoch = 1;
  #offset = 0;
  /** What came first is no longer kept. */
  #trimmed = 0;
  #keys = new Map<string, Kept>();
  #dial: MemoryDial | undefined;
  /** The frames of that link that were read. */
  #read = 0;
  #isSubscribed = false;
  /** The next requests are refused with this. */
  refusal: ErrorCode | undefined;
  /** The answers to the next publishes are lost with their link. */
  isCuttingAnswers = false;

  constructor(transport: MemoryTransport) {
    this.#transport = transport;
  }

  get #log(): Kept[] {
    const epoch = this.epoch;
    return this.all.filter((kept) => kept.epoch === epoch);
  }

  get epoch(): string {
    return `e${this.#epoch}`;
  }

  get top(): Position {
    return { epoch: this.epoch, offset: this.#offset };
  }

  // --- faults ---

  cut(): void {
    this.#transport.dials.at(-1)?.drop();
  }

  /** The engine has lost everything. */
  restart(): void {
    this.cut();
    this.#epoch += 1;
    this.#offset = this.#trimmed = 0;
    this.#keys.clear();
  }

  /** Keeps so many publications. */
  trim(most: number): void {
    this.#trimmed = Math.max(this.#trimmed, this.#log.at(-most - 1)?.offset ?? 0);
  }

  /** Delivers again what was delivered. */
  repeat(): void {
    const last = this.#log.at(-1);
    if (this.#isSubscribed && last !== undefined) this.#deliver(last);
  }

  goAway(after: number): void {
    this.#say({ type: "goaway", code: "draining", after });
  }

  // --- publications ---

  /** Takes a publication; `isLost` is a hole between engine and hub, which the next one shows. */
  publish(
    data: number,
    { key, isLost = false, step = 1 }: { key?: string; isLost?: boolean; step?: number } = {},
  ): Kept {
    const previous = this.#offset;
    this.#offset += step;
    const serial = this.all.length;
    const kept = { serial, epoch: this.epoch, offset: this.#offset, previous, data, key };
    this.all.push(kept);
    if (key !== undefined) this.#keys.set(key, kept);
    if (this.#isSubscribed && !isLost) this.#deliver(kept);
    return kept;
  }

  #deliver({ data, key, offset, previous, serial: timestamp }: Kept): void {
    this.#say({ type: "event", channel: CHANNEL, data, key, offset, previous, timestamp });
  }

  // --- requests ---

  /** Reads so many frames of the client, and answers them. */
  work(most: number = Infinity): void {
    const dial = this.#transport.dials.at(-1);
    if (dial !== this.#dial) {
      this.#dial = dial;
      this.#read = 0;
      this.#isSubscribed = false;
    }
    for (const frame of dial?.sent.slice(this.#read, this.#read + most) ?? []) {
      if (dial?.state !== "open") return;
      this.#read++;
      for (const message of decodeFromClient(String(frame))) this.#answer(message as ClientMessage);
    }
  }

  #answer(message: ClientMessage): void {
    const { refusal: code } = this;
    if (message.type === "hello")
      return this.#say({ type: "welcome", re: message.id, version: 1, session: "s" });
    if (message.type !== "subscribe" && message.type !== "publish") return;
    if (code !== undefined) return this.#say({ type: "error", re: message.id, code, text: "no" });
    if (message.type === "publish") this.#accept(message);
    else this.#begin(message);
  }

  #accept({ data, id: re, key = "" }: Publish): void {
    const known = this.#keys.get(key);
    const kept = known ?? this.publish(data as number, { key });
    const position = { epoch: kept.epoch, offset: kept.offset };
    if (this.isCuttingAnswers) this.cut();
    else this.#say({ type: "ack", re, position, duplicate: known && true });
  }

  #begin({ id: re = 0, since }: Subscribe): void {
    this.#isSubscribed = true;
    if (since === undefined) return this.#say({ type: "ack", re, position: this.top });
    const missed = this.#log.filter(({ offset }) => offset > since.offset);
    const reason = this.#reason(since, missed.length);
    if (reason !== undefined)
      return this.#say({ type: "ack", re, position: this.top, recovered: false, reason });
    this.#say({ type: "ack", re, position: since, recovered: true, replay: missed.length });
    for (const kept of missed) this.#deliver(kept);
  }

  #reason({ epoch, offset }: Position, missed: number): "epoch" | "trimmed" | "limit" | undefined {
    if (epoch !== this.epoch) return "epoch";
    if (offset < this.#trimmed) return "trimmed";
    return missed > MOST_REPLAYED ? "limit" : undefined;
  }

  #say(message: HubMessage): void {
    this.#dial?.message(encodeFromHub(message, "ms"));
  }
}
