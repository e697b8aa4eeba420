// What the limiter of one origin may do: how many dials, how fast, and who probes while the origin is down.

import type { DialFailedRecord } from "@skep/core";
import type { Fate } from "../fate.ts";
import { hold } from "../hold.ts";
import { type Moment, SLACK, type SessionBook } from "./session-book.ts";

const WINDOW = 1_000;
/** The limiter makes up for 20 ms that late timers missed. */
const CATCH_UP = 20;
/** A prober that does not come back is replaced. */
const PATIENCE = 59_000;
const AWAY = [502, 503, 504];

/** A session at this origin. */
export interface Member {
  readonly book: SessionBook;
  /** It has a link. */
  readonly isLinked: boolean;
  readonly sees: boolean;
}

export class OriginBook {
  readonly #moment: Moment;
  readonly #options: Fate["dialing"];
  readonly #members = new Set<Member>();
  /** When dials were admitted, within the last second. */
  readonly #admitted: number[] = [];
  /** Since when dials may pass. */
  #freeSince: number | undefined;
  #unanswered = false;
  #suspect: Member | undefined;
  /** How often it has answered. */
  answers = 0;
  /** Those that asked for a dial by themselves while it was down, and how often it had answered then. */
  readonly #probing = new Map<Member, number>();

  constructor(moment: Moment, options: Fate["dialing"]) {
    this.#moment = moment;
    this.#options = options;
  }

  join(member: Member): void {
    this.#members.add(member);
  }

  leave(member: Member): void {
    this.#members.delete(member);
    this.#probing.delete(member);
    if (this.#suspect === member) this.#suspect = undefined;
    // Where nobody is, nothing is known.
    if (this.#members.size === 0) this.#answered();
  }

  /** It asks for a dial. */
  entered(member: Member): void {
    if (member.book.isAutomatic && this.#isDown) this.#probing.set(member, this.answers);
    else this.#probing.delete(member);
  }

  /** The limiter let it pass. */
  admitted(member: Member): void {
    this.#checkPace();
    const dialing = [...this.#members].filter(({ book }) => book.state === "dialing");
    const { length } = dialing;
    hold(length <= this.#options.inFlight, "dials in flight", () => `${length} at once`);
    if (!this.#probes(member)) return;
    const others = dialing.filter((other) => other !== member && this.#probes(other));
    const recent = others.filter(({ book }) => this.#moment.now - book.since < PATIENCE);
    hold(recent.length === 0, "one prober", () => `${recent.length} others probe`);
  }

  /** Nobody waits for a dial without a reason; to be asked when all that is due has been told. */
  check(): void {
    const members = [...this.#members];
    const dialing = members.filter(({ book }) => book.state === "dialing").length;
    const { late } = this.#moment;
    const isFree = !this.#isDown && dialing < this.#options.inFlight;
    // Slots that a sleep has missed are not made up for.
    if (!isFree || late > 0) this.#freeSince = undefined;
    else this.#checkQueue(members, (this.#freeSince ??= this.#moment.now));
  }

  #checkQueue(members: readonly Member[], freeSince: number): void {
    const { now } = this.#moment;
    // Those who were admitted and are gone have used up slots too.
    const before = members.length + this.#admitted.length;
    const most = (1_000 * before) / this.#options.perSecond + SLACK;
    for (const { book } of members) {
      const waited = now - Math.max(book.since, freeSince);
      const isLate = book.state === "queued" && waited > most;
      hold(!isLate, "no idle queue", () => `${waited} ms`);
    }
  }

  opened(): void {
    this.#answered();
  }

  /** A dial has failed, when it had answered so often; told later, and it may have answered since. */
  failed(member: Member, { cause: { phase, status } }: DialFailedRecord, answers: number): void {
    if (phase === "resolve" || phase === "opening" || answers !== this.answers) return;
    // The last one there took with it what was known.
    if (this.#members.size === 0) return;
    if (status !== undefined && !AWAY.includes(status)) return this.#answered();
    this.#unanswered ||= member.sees || (this.#suspect ?? member) !== member;
    if (this.#members.has(member)) this.#suspect ??= member;
  }

  #answered(): void {
    this.#unanswered = false;
    this.#suspect = undefined;
    this.answers += 1;
  }

  get #isDown(): boolean {
    return this.#unanswered && ![...this.#members].some(({ isLinked }) => isLinked);
  }

  #probes(member: Member): boolean {
    return this.#probing.get(member) === this.answers;
  }

  #checkPace(): void {
    const { now, late } = this.#moment;
    const { perSecond } = this.#options;
    const dials = this.#admitted;
    while (dials.length > 0 && (dials[0] as number) <= now - WINDOW) dials.shift();
    dials.push(now);
    const most = perSecond + 1 + Math.ceil((CATCH_UP * perSecond) / 1_000);
    hold(dials.length <= most || late > 0, "paced dials", () => `${dials.length} in a second`);
  }
}
