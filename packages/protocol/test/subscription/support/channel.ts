// A channel of a hub as the laws of positions want it: a log with an epoch, which may be trimmed, lost, or restored from an older copy.

import type { SeededRandom } from "@skep/core/testing";
import type { GapReason, Position } from "../../../src/position.ts";

/** A message as it really was. `before` is the serial of the message that really came before it in the channel. */
export interface Entry {
  readonly serial: number;
  readonly before: number;
  readonly offset: number;
  readonly previous: number;
}

export interface Answer {
  readonly position: Position;
  readonly recovered?: boolean;
  readonly reason?: GapReason;
  readonly replay: readonly Entry[];
}

export class Channel {
  #serial = 0;
  #epoch = 1;
  /** All of this life of the channel; those before `#first` were trimmed. */
  #log: Entry[] = [];
  #first = 0;
  /** All that ever was, by serial. */
  readonly #entries = new Map<number, Entry>();

  get epoch(): string {
    return `e${this.#epoch}`;
  }

  get top(): Entry | undefined {
    return this.#log.at(-1);
  }

  /** `skip` offsets stay unused, as on an engine that numbers several channels together. */
  publish(skip: number): Entry {
    const { top } = this;
    const previous = top?.offset ?? 0;
    const serial = ++this.#serial;
    const entry = { serial, before: top?.serial ?? 0, offset: previous + 1 + skip, previous };
    this.#log.push(entry);
    this.#entries.set(serial, entry);
    return entry;
  }

  entryOf(serial: number): Entry {
    return this.#entries.get(serial) as Entry;
  }

  /** A message at or before this position. */
  past({ epoch, offset }: Position = { epoch: "", offset: 0 }): Entry | undefined {
    if (epoch !== this.epoch) return undefined;
    return this.#log.findLast((entry) => entry.offset <= offset);
  }

  trim(count: number): void {
    this.#first = Math.min(this.#log.length, this.#first + count);
  }

  /** The engine loses one message out of the middle. */
  lose(random: SeededRandom): void {
    const count = this.#log.length - this.#first - 2;
    if (count > 0) this.#log.splice(this.#first + 1 + random.int(count), 1);
  }

  /** The log is lost. */
  restart(): void {
    this.#epoch++;
    this.#log = [];
    this.#first = 0;
  }

  /** The hub comes back with an older copy of its log, and does not know it. Returns whether something was lost. */
  fork(lost: number): boolean {
    const { length } = this.#log;
    this.#log = this.#log.slice(0, Math.max(this.#first, length - lost));
    return this.#log.length < length;
  }

  position(entry: Entry | undefined): Position {
    if (entry === undefined) return { epoch: this.epoch, offset: 0 };
    return { epoch: this.epoch, offset: entry.offset, time: entry.serial };
  }

  answer(since: Position | undefined, last: number | undefined): Answer {
    if (since === undefined && last === undefined)
      return { position: this.position(this.top), replay: [] };
    if (since === undefined) return this.#latest(last ?? 0);
    const at = this.#indexAfter(since);
    if (typeof at === "number")
      return { position: since, recovered: true, replay: this.#log.slice(at) };
    const lost = { recovered: false, reason: at } as const;
    // After a fork some of the newest may have been delivered.
    if (last === undefined || at === "fork")
      return { position: this.position(this.top), ...lost, replay: [] };
    return { ...this.#latest(last), ...lost };
  }

  #latest(last: number): Answer {
    const from = Math.max(this.#first, this.#log.length - last);
    return {
      position: this.position(this.#log[from - 1]),
      replay: this.#log.slice(from),
    };
  }

  /** Where the log goes on after this position, or why it does not. */
  #indexAfter({ epoch, offset, time }: Position): number | GapReason {
    if (epoch !== this.epoch) return "epoch";
    const at = this.#log.findIndex((entry) => entry.offset > offset);
    const index = at < 0 ? this.#log.length : at;
    const entry = this.#log[index - 1];
    if ((entry?.offset ?? 0) !== offset) return "fork";
    if (entry !== undefined && time !== undefined && entry.serial !== time) return "fork";
    return index < this.#first ? "trimmed" : index;
  }
}
