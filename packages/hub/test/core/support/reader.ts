// One reader of one channel of one client: what it is given is held against what was published.

import {
  type Effect,
  type GapReason,
  type Input,
  type Publication,
  type State,
  step,
} from "@skep/protocol";
import { Violation } from "./violation.ts";

/** A message as it really was. Each has a number of its own, which is the time that it carries. */
export interface Entry {
  /** In the order in which all were kept. */
  readonly serial: number;
  /** The serial of the message that really came before it in its channel. */
  readonly before: number;
}

/** What was really published. */
export interface Truth {
  entryAt(time: number): Entry | undefined;
}

/** Messages that a reader takes before it is full. */
export const CAPACITY = 6;

type GapEffect = Extract<Effect, { readonly type: "gap" }>;

export class Reader {
  readonly channel: string;
  readonly #truth: Truth;
  state: State;
  readonly #send: (effect: Effect) => void;
  #seen: Entry | undefined;
  #seenAt: number | undefined;
  #gap: GapEffect | undefined;
  /** It was told that it has missed nothing, and was given nothing since. */
  #isRecovered = false;
  /** The gaps that it was told, and that it has recovered, each once. */
  readonly met = new Set<string>();
  /** The positions that it was given. */
  readonly #had = new Set<string>();
  waiting = 0;
  isArmed = false;

  constructor(channel: string, truth: Truth, begin: State, send: (effect: Effect) => void) {
    this.channel = channel;
    this.#truth = truth;
    this.state = begin;
    this.#send = send;
  }

  get seen(): number {
    return this.#seen?.serial ?? 0;
  }

  input(input: Input): void {
    const before = this.state.name;
    const { state, effects } = step(this.state, input);
    this.state = state;
    if (state.name !== before) this.isArmed = false;
    for (const effect of effects) this.#perform(effect);
    if (this.waiting >= CAPACITY && state.name === "live" && input.type !== "full")
      this.input({ type: "full" });
  }

  read(count: number): void {
    this.waiting = Math.max(0, this.waiting - count);
    if (this.waiting === 0 && this.state.isFull) this.input({ type: "room" });
  }

  #perform(effect: Effect): void {
    if (effect.type === "deliver") this.#deliver(effect.publication);
    else if (effect.type === "gap") this.#met(effect);
    else if (effect.type === "recovered") {
      this.#isRecovered = effect.recovered;
      this.met.add(`recovered ${effect.recovered}`);
    } else if (effect.type === "arm" || effect.type === "renew") this.isArmed = true;
    else if (effect.type === "fail") throw new Violation("nothing fails", effect.text);
    else {
      this.#send(effect);
      this.isArmed = true;
    }
  }

  #met(gap: GapEffect): void {
    this.#gap = gap;
    if (this.channel.startsWith("long:") && !isOfKept(gap.reason))
      throw new Violation("what is kept is not told as missing", `${this.channel}: ${gap.reason}`);
    this.met.add(`gap ${gap.reason}`);
  }

  #deliver({ offset, previous, timestamp = 0 }: Publication): void {
    const entry = this.#truth.entryAt(timestamp);
    const where = `${this.channel}: ${entry?.serial} at ${offset} after ${this.#seen?.serial}`;
    if (entry === undefined) throw new Violation("what is delivered was published", where);
    this.#checkPosition(`${this.state.position?.epoch} ${offset} ${timestamp}`, where);
    if (this.#gap?.to?.offset !== undefined && this.#gap.to.offset !== previous)
      throw new Violation(
        "a gap ends where it says",
        `${where}, ${this.#gap.to.offset}, ${previous}`,
      );
    // Where the engine has lost everything, nobody knows whether something was missed, nor whether it was seen before.
    if (this.#gap?.reason !== "epoch") this.#checkOrder(entry, where);
    this.#seen = entry;
    this.#seenAt = offset;
    this.#gap = undefined;
    this.#isRecovered = false;
    this.waiting++;
  }

  #checkOrder({ before, serial }: Entry, where: string): void {
    const [seen, gap] = [this.#seen, this.#gap];
    if (seen === undefined) return;
    if (serial <= seen.serial) throw new Violation("everything comes in order", where);
    const isNext = seen.serial === before;
    const silence = this.#isRecovered
      ? "nothing is falsely recovered"
      : "nothing is missed in silence";
    if (gap === undefined && !isNext) throw new Violation(silence, where);
    // Behind several gaps, some of which may have gone back, nobody can tell.
    const isOne = gap?.from?.offset === this.#seenAt;
    if (isOne && isNext) throw new Violation("a gap is one", `${where}, ${gap?.reason}`);
  }

  #checkPosition(position: string, where: string): void {
    if (this.#had.has(position)) throw new Violation("nothing comes twice", where);
    this.#had.add(position);
  }
}

/** A channel of which everything is kept has gaps only where that was lost, or is more than is replayed. */
function isOfKept(reason: GapReason): boolean {
  return reason === "epoch" || reason === "fork" || reason === "limit";
}
