// What one session may do and has to do, and when: a second reading of the design, kept beside the first.

import type {
  DialFailedRecord,
  DisconnectedRecord,
  LivenessMode,
  SessionState,
  Signal,
} from "@skep/core";
import type { StepInput } from "@skep/core/worker";
import type { Plan } from "../plan.ts";
import { hold } from "../hold.ts";
import type { Backlog } from "./backlog.ts";
import { EDGES } from "./edges.ts";
import { Silence } from "./silence.ts";
import { askedDelay, Verdicts } from "./verdicts.ts";
import { type Ended, Wait } from "./wait.ts";

/** Deadlines from a second on are rounded up to a tenth of a second, delays to a millisecond; and for sums of fractions. */
export const SLACK = 101.01;
export const EPSILON = 1e-3;
const HASTY = 3_000;
const SETTLING = 5_000;
/** So long after a signal dials may be in a hurry: one that fails while things settle is followed by another within 2 s. */
const HURRY = SETTLING + 2_000 + 100;

/** What the book is told of the moment. */
export interface Moment {
  readonly now: number;
  /** By how much timers are late just now. */
  readonly late: number;
}

/** What moved of a backlog: when it did last, and when that was found out after a time in which nobody looked. */
type Moves = Pick<Backlog, "movedAt" | "foundAt">;
const STILL: Moves = { movedAt: 0, foundAt: -Infinity };

type Ending = DisconnectedRecord | DialFailedRecord;

export class SessionBook {
  readonly #options: Plan["session"];
  readonly #moment: Moment;
  readonly #verdicts = new Verdicts();
  state: SessionState = "idle";
  /** When it came into this state. */
  since = 0;
  silence: Silence | undefined;
  /** That of the link that has just ended. */
  #lastSilence: Silence | undefined;
  /** The peer is to be given up, by the design. */
  retires = false;
  readonly wait: Wait;
  /** Its place in the limiter may be held while the origin is down. */
  isAutomatic = false;
  /** The page is about to stop, and it has not given up what it was at. */
  #mustPark = false;
  #dialBegan = -Infinity;
  /** When a signal, or the origin, gave a reason for a dial. */
  #hurriedAt = -Infinity;
  /** The user did not want to wait for the end of a link. */
  #isAsked = false;
  #hastyUntil = Infinity;
  #isHasty = false;
  #connectedAt = 0;
  /** When it was connected no longer, and by how much timers were late then. */
  #left = { at: 0, late: 0 };
  #wokenAt = -Infinity;
  #attempt = 0;
  #hidden: boolean;

  constructor(options: Plan["session"], moment: Moment, { hidden }: { readonly hidden: boolean }) {
    this.#options = options;
    this.#moment = moment;
    this.#hidden = hidden;
    this.wait = new Wait(options.retry);
  }

  // --- what it does ---

  stepped(before: SessionState, input: StepInput, after: SessionState): void {
    const { now } = this.#moment;
    if (before === "waiting" && input.type === "resume") this.wait.relieve(now);
    if (input.type === "redial") this.isAutomatic = false;
    if (input.type === "reachable") this.#hurriedAt = now;
    if (input.type === "reachable" && after === "waiting") this.wait.hurry(now);
    this.#isAsked = input.type === "redial" && before === "ending";
    if (input.type === "redial" && after === "waiting") this.wait.redial(now, this.soonest);
    if (before === after) return;
    hold(before === this.state, "edges", () => `${before}, but it was ${this.state}`);
    hold(EDGES[before].includes(after), "edges", () => `${before} to ${after} by ${input.type}`);
    if (before === "waiting") this.wait.ends(now, input);
    if (after === "queued") this.isAutomatic = this.#asksByItself(before, input);
    this.state = after;
    this.since = now;
    this.#mustPark = false;
    if (before === "waiting") this.wait.frozen = false;
    if (before === "connected") this.#left = { at: now, late: this.#moment.late };
    if (before === "connected" && after !== "ending") this.#letGo();
    if (before === "ending") this.#letGo();
    if (after === "dialing") this.#beginDial();
    if (before === "dialing" && (after === "opening" || after === "connected")) this.#opened();
    if (after === "waiting" && input.type !== "redial") this.wait.begin(now, input);
  }

  /** When the next dial may begin that the user or a failure asks for. */
  get soonest(): number {
    return this.#dialBegan + this.#options.retry.minDelay;
  }

  #asksByItself(before: SessionState, { type }: StepInput): boolean {
    if (type === "reachable") return true;
    return type === "due" && (before === "dialing" || this.wait.isAutomatic);
  }

  #letGo(): void {
    this.#lastSilence = this.silence;
    this.silence = undefined;
  }

  #beginDial(): void {
    const { now } = this.#moment;
    const { minDelay } = this.#options.retry;
    const least = now - this.#hurriedAt < HURRY ? Math.min(minDelay, 100) : minDelay;
    const apart = now - this.#dialBegan;
    hold(apart >= least - EPSILON, "dials apart", () => `${apart} ms, at least ${least}`);
    this.#dialBegan = now;
    this.#hastyUntil = Infinity;
    this.#isHasty = false;
  }

  #opened(): void {
    this.#verdicts.opened();
    this.#isHasty = false;
  }

  // --- what it hears ---

  signal(signal: Signal, heardAt: number): void {
    const { now } = this.#moment;
    this.silence?.signal(signal, now, heardAt);
    if (signal === "hidden" || signal === "visible") this.#hidden = signal === "hidden";
    if (signal === "frozen") this.#freeze();
    if (signal !== "online" && signal !== "visible" && signal !== "woken") return;
    this.#hurriedAt = now;
    // A link that lives remembers nothing of it.
    if (["queued", "dialing", "waiting"].includes(this.state)) this.#wokenAt = now;
    if (this.state === "dialing") this.#hurry();
    if (this.state === "waiting") this.wait.wake(now);
  }

  #freeze(): void {
    if (this.state === "waiting") this.wait.freeze();
    const parks = ["queued", "dialing", "opening", "connected", "ending"];
    this.#mustPark = parks.includes(this.state);
  }

  #hurry(): void {
    const { dialTimeout } = this.#options;
    if (dialTimeout > 0 && !this.#isHasty)
      this.#hastyUntil = Math.min(this.#moment.now + HASTY, this.#dialBegan + dialTimeout);
    this.#isHasty = true;
  }

  // --- what it tells ---

  connected(mode: LivenessMode): void {
    const { now } = this.#moment;
    this.#connectedAt = now;
    if (this.#options.minUptime === 0) this.#settle();
    this.silence = new Silence(now, mode, this.#options.keepaliveTimeout, this.#hidden);
  }

  /** `attempt` is what the session's own figures say after it. */
  ended(record: Ending, attempt: number): void {
    const { cause } = record;
    // A peer that was leaving when it was stopped is told with its own reason.
    const isOurs = this.state === "closing" || ["redial", "stopped", "frozen"].includes(cause.kind);
    if (record.type === "disconnected") this.#judgeUptime(attempt === (isOurs ? 0 : 1));
    if (cause.kind === "frozen") this.wait.freeze();
    if (isOurs) return;
    this.#attempt += 1;
    hold(attempt === this.#attempt, "backoff memory", () => `${attempt}, not ${this.#attempt}`);
    if (record.type === "dialfailed")
      hold(record.attempt === attempt, "backoff memory", () => `told ${record.attempt}`);
    this.retires = this.#verdicts.retires(cause) || this.#attempt > this.#options.retry.maxRetries;
    if (this.retires) return;
    this.#waitAsTold(record);
  }

  #judgeUptime(looksStable: boolean): void {
    const uptime = this.#left.at - this.#connectedAt;
    const { minUptime } = this.#options;
    if (minUptime === 0) return;
    const must = uptime >= minUptime + SLACK + this.#left.late;
    // Just then the alarm may have been or not.
    if (must || (uptime >= minUptime - EPSILON && looksStable)) this.#settle();
  }

  #settle(): void {
    this.#attempt = 0;
    this.#verdicts.stable();
  }

  #waitAsTold({ type, retryIn, cause }: Ending): void {
    if (this.#isReplacement(cause.kind, retryIn)) return;
    if (this.#isAsked) return;
    this.wait.told(this.#moment.now, {
      attempt: this.#attempt,
      pace: type === "dialfailed" ? this.#pace : "backoff",
      asked: askedDelay(cause),
      retryIn,
      full: cause.kind === "overflow",
    });
  }

  get #pace(): Ended["pace"] {
    if (this.#isHasty) return "soon";
    const since = this.#moment.now - this.#wokenAt;
    // The session may have read its clock a moment before.
    if (Math.abs(since - SETTLING) <= EPSILON) return "either";
    return since < SETTLING ? "settling" : "backoff";
  }

  /** A hung dial that `keepaliveTimeout` replaced is followed by the next one at once. */
  #isReplacement(kind: string, retryIn: number | undefined): boolean {
    const { keepaliveTimeout = 0 } = this.#options;
    const elapsed = this.#moment.now - this.#dialBegan;
    return (
      kind === "timeout" &&
      retryIn === 0 &&
      keepaliveTimeout > 0 &&
      elapsed >= keepaliveTimeout - EPSILON
    );
  }

  // --- what is overdue ---

  /** To be asked when all that is due has been told. The backlog is that of its latest link. */
  checkDeadlines(heardAt: number, backlog: Moves | undefined): void {
    const { now, late } = this.#moment;
    const slack = SLACK + late;
    hold(
      now <= this.#stateDeadline + slack,
      "bounded states",
      () => `${this.state} for ${now - this.since} ms`,
    );
    if (this.state === "waiting") this.wait.check(now, slack);
    const deadline =
      this.state === "connected" ? this.#latestEnd(this.silence, heardAt, backlog) : Infinity;
    hold(now <= deadline + slack, "proof of life", () => `silent for ${now - heardAt} ms`);
    hold(!this.#mustPark, "frozen", () => `${this.state} goes on`);
    if (this.wait.frozen)
      hold(this.state !== "dialing" && this.state !== "connected", "frozen", () => this.state);
  }

  /** What moves is noticed at the next look, of which there are eight in the silence that is allowed. */
  #latestEnd(silence: Silence | undefined, heardAt: number, backlog: Moves = STILL): number {
    if (silence === undefined) return Infinity;
    const { movedAt, foundAt } = backlog;
    // A burst has one time: what it brought in the moment of a doubt may count as after it.
    const deadline = silence.deadline(heardAt + EPSILON, foundAt);
    return deadline === Infinity
      ? deadline
      : Math.max(deadline, movedAt + silence.allowed * (2 + 1 / 8) + SLACK);
  }

  get #stateDeadline(): number {
    const { dialTimeout, closeTimeout, keepaliveTimeout } = this.#options;
    const dial = dialTimeout === 0 ? Infinity : this.#dialBegan + dialTimeout;
    if (this.state === "closing" || this.state === "ending") return this.since + closeTimeout;
    if (this.state === "opening") return dial;
    if (this.state !== "dialing") return Infinity;
    const replaced =
      (keepaliveTimeout ?? 0) === 0 ? Infinity : this.#dialBegan + (keepaliveTimeout ?? 0);
    return Math.min(dial, replaced, this.#hastyUntil);
  }

  /** A link was given up for its silence: it must have been silent, and at the last looks nothing moved on its way out. */
  checkKill(heardAt: number, backlog: Moves | undefined, provedAt: number): void {
    const { now, late } = this.#moment;
    const deadline = this.#latestEnd(this.#lastSilence, heardAt, backlog);
    // A burst has one time: what it brought in the moment of a doubt counts as before it, or as after.
    const earliest = this.#lastSilence?.deadline(Math.max(heardAt, provedAt) - EPSILON) ?? Infinity;
    hold(
      now >= earliest - EPSILON,
      "no healthy link is killed",
      () => `${earliest - now} ms early`,
    );
    hold(now <= deadline + SLACK + late, "proof of life", () => `${now - deadline} ms late`);
  }
}
