// One channel in memory: its messages, numbered without holes, and what is still kept of them. It knows no sessions.

import { Fifo } from "@skep/core/base";
import type { Position } from "@skep/protocol";
import type { EngineMessage, PublishRequest, ReadAnswer, ReadRange } from "./engine.ts";
import { type HistoryBudget, KeptMessage } from "./history-budget.ts";
import { KeyMemory } from "./key-memory.ts";

type Gap = NonNullable<ReadAnswer["gap"]>;

/** Bound: the retention of the latest publish, and the budget of all channels. What is beyond is told as `trimmed`. */
export class MemoryLog {
  readonly #channel: string;
  readonly #budget: HistoryBudget;
  readonly #kept = new Fifo<KeptMessage>();
  readonly keys: KeyMemory;
  /** The position of the newest message. */
  top: Position;
  /** The position of the newest message that is not kept; at first, the beginning. */
  #gone: Position;
  /** How long a message is kept, in milliseconds. */
  #age = 0;

  constructor(channel: string, epoch: string, budget: HistoryBudget, mostKeys: number) {
    this.#channel = channel;
    this.#budget = budget;
    this.keys = new KeyMemory(mostKeys);
    this.top = this.#gone = { epoch, offset: 0 };
  }

  append({ payload, time, retention }: PublishRequest): EngineMessage {
    const { epoch, offset: previous } = this.top;
    const offset = previous + 1;
    const message = { channel: this.#channel, epoch, offset, previous, time, payload };
    this.top = { epoch, offset, time };
    const { messages = 0, age = 0 } = retention ?? {};
    this.#age = age;
    this.#keep(new KeptMessage(message, this), messages);
    return message;
  }

  #keep(kept: KeptMessage, most: number): void {
    this.#kept.push(kept);
    // Last, as the budget may drop messages of this log.
    this.#budget.add(kept);
    while (this.#kept.size > most) this.dropOldest();
  }

  dropOldest(): void {
    const kept = this.#kept.shift();
    if (kept === undefined) return;
    this.#budget.remove(kept);
    const { epoch, offset, time } = kept.message;
    this.#gone = { epoch, offset, time };
  }

  /** Drops all that is kept. */
  clear(): void {
    while (this.#kept.size > 0) this.dropOldest();
  }

  /** Nothing was ever published: another log with this epoch is the same. */
  get isNew(): boolean {
    return this.top.offset === 0;
  }

  /** Nothing is kept, and no key is remembered: only the position would be lost with it. */
  isIdle(now: number): boolean {
    this.#expire(now);
    return this.#kept.size === 0 && this.keys.sizeAt(now) === 0;
  }

  read(range: ReadRange, now: number): ReadAnswer {
    this.#expire(now);
    const { top } = this;
    if ("last" in range) return { top, entries: this.#newest(range.last) };
    const from = this.#after(range.after);
    if (typeof from !== "number") return { top, gap: from };
    const count = this.#kept.size - from;
    return count > range.limit ? { top, gap: "limit" } : { top, entries: this.#newest(count) };
  }

  #newest(count: number): EngineMessage[] {
    const { size } = this.#kept;
    const most = Math.min(count, size);
    return Array.from({ length: most }, (_, at) => this.#at(size - most + at));
  }

  #at(index: number): EngineMessage {
    return (this.#kept.at(index) as KeptMessage).message;
  }

  /** The index of the first kept message after this position, or why there is none. */
  #after(position: Position): number | Gap {
    if (position.epoch !== this.top.epoch) return "epoch";
    const index = position.offset - this.#gone.offset;
    if (index > this.#kept.size) return "fork";
    if (index < 0) return "trimmed";
    const there = index === 0 ? this.#gone : this.#at(index - 1);
    return isSame(position, there) ? index : "fork";
  }

  #expire(now: number): void {
    while (this.#kept.size > 0 && this.#at(0).time + this.#age <= now) this.dropOldest();
  }
}

/** At the same offset, two messages have the same time, or one of them is of another history. */
function isSame(
  { time: a }: Position,
  { time: b }: { readonly time?: number | undefined },
): boolean {
  return a === undefined || b === undefined || a === b;
}
