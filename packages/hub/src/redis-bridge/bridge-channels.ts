// The channels that a session of the bridge has subscribed to. Nothing is kept of them but where they are: what came while nobody had subscribed, or while
// Redis was away, is not known, so they begin another life then.

import type { Position } from "@skep/protocol";
import type { EngineMessage, ReadAnswer, ReadRange } from "../engine/engine.ts";
import type { BridgeMessage } from "./bridge-format.ts";

/** Bound: the channels that the owner of the session has subscribed to. */
export class BridgeChannels {
  /** Unique among all sessions. */
  readonly #session: string;
  readonly #tops = new Map<string, Position>();
  #lives = 0;

  constructor(session: string) {
    this.#session = session;
  }

  names(): string[] {
    return [...this.#tops.keys()];
  }

  /** Adds it where it is not there. */
  add(channel: string): void {
    if (!this.#tops.has(channel)) this.#tops.set(channel, this.#newTop());
  }

  /** Returns false where it is not there. */
  delete(channel: string): boolean {
    return this.#tops.delete(channel);
  }

  /** Messages may have been lost: all begin another life. */
  renew(): void {
    for (const channel of this.#tops.keys()) this.#tops.set(channel, this.#newTop());
  }

  /** Of one that is not there, nothing is known: no two of its positions are of one life. */
  topOf(channel: string): Position {
    return this.#tops.get(channel) ?? this.#newTop();
  }

  /** The message behind the newest; undefined where nobody has subscribed. */
  append(channel: string, { payload, time }: BridgeMessage): EngineMessage | undefined {
    const top = this.#tops.get(channel);
    if (top === undefined) return undefined;
    const { epoch, offset: previous } = top;
    const offset = previous + 1;
    this.#tops.set(channel, { epoch, offset, time });
    return { channel, epoch, offset, previous, time, payload };
  }

  read(channel: string, range: ReadRange): ReadAnswer {
    const top = this.topOf(channel);
    if ("last" in range) return { top, entries: [] };
    const { epoch, offset, time } = range.after;
    if (epoch !== top.epoch) return { top, gap: "epoch" };
    if (offset < top.offset) return { top, gap: "trimmed" };
    const isFork = offset > top.offset || (time !== undefined && time !== (top.time ?? time));
    return isFork ? { top, gap: "fork" } : { top, entries: [] };
  }

  #newTop(): Position {
    return { epoch: `${this.#session}.${(this.#lives++).toString(36)}`, offset: 0 };
  }
}
