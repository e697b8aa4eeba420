// What the sockets of one peer delivered, and what became of it: read once and in order, or told as lost.

import type { InboxMessage, InboxOptions, OverflowRecord, SessionStats } from "@skep/core";
import { hold } from "../hold.ts";
import { numberOfMessage } from "../message.ts";

/** From one report of losses to the next, and for its timer's grid. */
const TOLD_WITHIN = 1_100.001;

export interface Delivery {
  readonly dial: number;
  readonly wall: number;
}

export class Deliveries {
  // Bound: what one schedule delivers; what is read is forgotten.
  readonly #delivered = new Map<number, Delivery>();
  readonly #links = new Set<number>();
  delivered = 0;
  /** Answers to probes, which no reader sees. */
  answers = 0;
  /** Messages of sockets that were let go, and of those that were told goodbye: they are dropped. */
  late = 0;
  read = 0;
  told = 0;
  /** Others' messages that were read since this peer had its turn, while it had something to read. */
  passedOver = 0;
  #lastRead = -1;
  /** What the latest gate that received anything received last, and on which dial. */
  #lastReceived = { number: -1, dial: 0 };
  #untoldSince: number | undefined;
  /** Nothing is kept, and nothing told. */
  readonly #isDiscarding: boolean;

  constructor({ discard }: Pick<InboxOptions, "discard">) {
    this.#isDiscarding = discard;
  }

  /** So many were lost; of some it has not been told. */
  isUntold(dropped: number): boolean {
    return !this.#isDiscarding && this.told < dropped;
  }

  /** The link with that dial was told. */
  connected(dial: number): void {
    this.#links.add(dial);
  }

  arrived(number: number, dial: number, wall: number): void {
    this.delivered += 1;
    this.#delivered.set(number, { dial, wall });
  }

  /** How many after that one were delivered and not read. */
  unreadAfter(number: number): number {
    return [...this.#delivered.keys()].filter((other) => other > number).length;
  }

  /** It was the answer to a probe. */
  answered(number: number): void {
    this.answers += 1;
    this.#delivered.delete(number);
  }

  /** A gate received it: it is in nobody's way any more, and no reader sees it. */
  received(number: number, dial: number): void {
    const delivery = this.#delivered.get(number);
    hold(delivery?.dial === dial, "messages are read once", () => `message ${number} in a gate`);
    this.#delivered.delete(number);
    this.read += 1;
    this.#checkReceived(number, dial);
    this.#lastReceived = { number, dial };
  }

  /** What a gate receives comes before all else of its link. */
  #checkReceived(number: number, dial: number): void {
    const { number: last, dial: of } = this.#lastReceived;
    hold(dial !== of || number > last, "order", () => `${number} after ${last}, in a gate`);
  }

  /** A message was read, with what it says of itself. */
  takenAs({ data, dial, receivedAt }: InboxMessage): void {
    const delivery = this.taken(numberOfMessage(data));
    hold(dial === delivery.dial, "messages know their dial", () => `${dial}, not ${delivery.dial}`);
    hold(receivedAt === delivery.wall, "messages know their time", () => `${receivedAt}`);
  }

  /** A reader has it: where it came from, and when. */
  taken(number: number): Delivery {
    const delivery = this.#delivered.get(number);
    hold(delivery !== undefined, "messages are read once", () => `message ${number}`);
    const { dial } = delivery as Delivery;
    this.#delivered.delete(number);
    this.read += 1;
    this.passedOver = 0;
    this.#checkReceived(number, dial);
    hold(number > this.#lastRead, "order", () => `${number} after ${this.#lastRead}`);
    this.#lastRead = number;
    hold(this.#links.has(dial), "no message before its link", () => `dial ${dial}`);
    return delivery as Delivery;
  }

  lost({ dropped, total }: OverflowRecord, stats: SessionStats): void {
    this.told += dropped;
    // Each report tells all that was lost until then.
    this.#untoldSince = undefined;
    hold(dropped > 0, "losses are told", () => "a report of nothing");
    hold(total <= stats.dropped && total >= this.told, "losses are told", () => `${total} in all`);
  }

  check({ received, dropped, queued }: SessionStats, now: number, late: number): void {
    const expected = this.delivered - this.answers;
    hold(received === expected, "conservation", () => `${expected} delivered, ${received} counted`);
    const known = this.read + queued + dropped;
    hold(
      received === known,
      "conservation",
      () => `${received} counted, ${this.read} read + ${queued} wait + ${dropped} lost`,
    );
    if (this.#isDiscarding) this.#checkDiscarded(received - queued - this.read, dropped);
    else this.#checkTold(dropped, now, late);
  }

  /** All but what a gate holds, and what it has received. */
  #checkDiscarded(unwanted: number, dropped: number): void {
    const isAll = unwanted === dropped && this.told === 0;
    hold(
      isAll,
      "what is discarded is counted only",
      () => `${dropped} of ${unwanted}, ${this.told}`,
    );
  }

  /** After the end: all that was not read has been told. */
  checkEnd(): void {
    const lost = this.delivered - this.answers - this.read;
    hold(this.told === (this.#isDiscarding ? 0 : lost), "losses are told", () => "at the end");
  }

  #checkTold(dropped: number, now: number, late: number): void {
    hold(this.told <= dropped, "losses are told", () => `${this.told} told of ${dropped}`);
    if (this.told === dropped) this.#untoldSince = undefined;
    else this.#untoldSince ??= now;
    const since = this.#untoldSince ?? now;
    hold(
      now - since <= TOLD_WITHIN + late,
      "losses are told",
      () => `${dropped - this.told} untold for ${now - since} ms`,
    );
  }
}
