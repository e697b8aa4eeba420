// What the limiter of one origin may do: how many dials, how fast, and who probes while the origin is down.

import type { DialFailedRecord } from "@skep/core";
import type { Plan } from "../plan.ts";
import { hold } from "../hold.ts";
import { type Moment, SLACK, type SessionBook } from "./session-book.ts";

const WINDOW = 1_000;
/** The limiter makes up for 20 ms that late timers missed. */
const CATCH_UP = 20;
/** A prober that does not come back is replaced. */
const PATIENCE = 59_000;
const AWAY = [502, 503, 504];
/** From the limiter's queue to the dial, where four may begin in a second. */
const TURN = 1_300;

/** A session at this origin. */
export interface Member {
  readonly book: SessionBook;
  /** It has a link. */
  readonly isLinked: boolean;
  /** It has a socket that is not open yet: no provider is asked any more. */
  readonly isCalling: boolean;
  readonly sees: boolean;
}

export class OriginBook {
  readonly #moment: Moment;
  readonly #options: Plan["dialing"];
  readonly #members = new Set<Member>();
  /** When dials were admitted, within the last second. */
  readonly #admitted: number[] = [];
  /** Since when dials may pass. */
  #freeSince: number | undefined;
  #unanswered = false;
  #suspect: Member | undefined;
  /** How often it has answered. */
  answers = 0;
  /** When it was dialled last, by whomever, and the probes that failed since it is down. */
  #dialedAt = -Infinity;
  #failedProbes = 0;
  /** When somebody was seen dialling it last, or time passed in which nobody could. */
  #busyAt = -Infinity;
  /** Those that asked for a dial by themselves while it was down, and how often it had answered then. */
  readonly #probing = new Map<Member, number>();

  /** Those whose latest dial was by themselves while it was down. */
  readonly #probers = new Set<Member>();

  constructor(moment: Moment, options: Plan["dialing"]) {
    this.#moment = moment;
    this.#options = options;
  }

  join(member: Member): void {
    this.#members.add(member);
  }

  leave(member: Member): void {
    if (!this.#members.delete(member)) return;
    this.#probing.delete(member);
    this.#probers.delete(member);
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
    this.#probers.delete(member);
    if (!this.#probes(member)) {
      this.#dialedAt = this.#moment.now;
      return;
    }
    const others = dialing.filter((other) => other !== member && this.#probes(other));
    const recent = others.filter(({ book }) => this.#moment.now - book.since < PATIENCE);
    this.#probers.add(member);
    hold(recent.length === 0, "one prober", () => `${recent.length} others probe`);
    this.#checkDistance(member);
  }

  /** It is given a socket. */
  calls(member: Member): void {
    const others = [...this.#members].filter((other) => other !== member && other.isCalling);
    const most = this.#options.inFlight;
    hold(others.length < most, "dials in flight", () => `${others.length} others call`);
  }

  /** The first probes of an outage come as the backoff has them; then those who wait behind it take turns. */
  #checkDistance(member: Member): void {
    const apart = this.#moment.now - this.#dialedAt;
    this.#dialedAt = this.#moment.now;
    // Who came while this one was waiting for its turn was not there when it was let in.
    const waiting = this.#waiting(member).filter(
      ({ book }) => this.#moment.now - book.since > TURN,
    );
    if (!this.#isDown || this.#failedProbes < 6 || waiting.length === 0) return;
    const { probeInterval } = this.#options;
    hold(apart >= probeInterval - 1, "probes apart", () => `${apart} ms`);
  }

  /** Others that wait in the limiter for the origin to answer. */
  #waiting(but?: Member): Member[] {
    return [...this.#members].filter(
      (member) => member !== but && member.book.state === "queued" && member.book.isAutomatic,
    );
  }

  /** Nobody waits for a dial without a reason; to be asked when all that is due has been told. */
  check(): void {
    const members = [...this.#members];
    const dialing = members.filter(({ book }) => book.state === "dialing").length;
    const { late } = this.#moment;
    if (dialing > 0 || late > 0) this.busy();
    else if (this.#isDown) this.#checkProbes();
    const calling = members.filter(({ isCalling }) => isCalling).length;
    const isFree = !this.#isDown && calling < this.#options.inFlight;
    // Slots that a sleep has missed are not made up for.
    if (!isFree || late > 0) this.#freeSince = undefined;
    else this.#checkQueue(members, (this.#freeSince ??= this.#moment.now));
  }

  /** Somebody dials it, or has until now. */
  busy(): void {
    this.#busyAt = Math.max(this.#busyAt, this.#moment.now);
  }

  /** Somebody who was let in, perhaps, does not dial after all: the others wait for one interval more. */
  passed(): void {
    this.#busyAt = this.#moment.now + this.#options.probeInterval;
  }

  /** Who waits behind a prober waits for no more than `probeInterval` for the next dial. */
  #checkProbes(): void {
    const { probeInterval, perSecond } = this.#options;
    const since = Math.min(...this.#waiting().map(({ book }) => book.since));
    const due = Math.max(since, this.#dialedAt + probeInterval, this.#busyAt);
    const late = this.#moment.now - due;
    hold(!(late > 1_000 / perSecond + SLACK), "probes in time", () => `${late} ms late`);
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
    // By now it may have asked for the next one.
    if (this.#probers.delete(member) && this.#isDown) this.#failedProbes += 1;
    if (phase === "resolve" || phase === "opening" || answers !== this.answers) return;
    // The last one there took with it what was known.
    if (this.#members.size === 0) return;
    if (status !== undefined && !AWAY.includes(status)) return this.#answered();
    this.#unanswered ||= member.sees || (this.#suspect ?? member) !== member;
    if (this.#members.has(member)) this.#suspect ??= member;
    // A hung dial that is replaced asks for the next one in the step that tells of the failure.
    if (member.book.state === "queued") this.entered(member);
  }

  #answered(): void {
    this.#unanswered = false;
    this.#suspect = undefined;
    this.#failedProbes = 0;
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
