// What one session may do and has to do, and when: a second reading of the design, kept beside the first.

import type {
  DialFailedRecord,
  DisconnectedRecord,
  LivenessMode,
  PeerState,
  Signal,
  StepInput,
} from "@skep/core";
import type { Fate } from "./fate.ts";
import { hold } from "./hold.ts";
import { Silence } from "./silence.ts";
import { askedDelay, Verdicts } from "./verdicts.ts";

/** Deadlines from a second on are rounded up to a tenth of a second; and for sums of fractions. */
export const SLACK = 100.001;
const EPSILON = 1e-3;
const HASTY = 3_000;
const WAKE_WINDOW = 500;
const SETTLING = 5_000;
const SETTLING_WINDOW = 2_000;

/** The edges of the table: where a session may go from each state. */
const EDGES: Record<PeerState, readonly PeerState[]> = {
  idle: ["queued", "stopped"],
  queued: ["dialing", "waiting", "stopped"],
  dialing: ["opening", "connected", "waiting", "queued", "stopped"],
  opening: ["connected", "waiting", "closing", "queued", "stopped"],
  connected: ["closing", "waiting", "queued", "stopped"],
  waiting: ["queued", "stopped"],
  closing: ["stopped"],
  stopped: [],
};

/** What the book is told of the moment. */
export interface Moment {
  readonly now: number;
  /** By how much timers are late just now. */
  readonly late: number;
}

type Ending = DisconnectedRecord | DialFailedRecord;

export class SessionBook {
  readonly #options: Fate["session"];
  readonly #moment: Moment;
  /** No other peer shares its origin, so that it never takes over another one's backoff. */
  readonly #isAlone: () => boolean;
  readonly #verdicts = new Verdicts();
  state: PeerState = "idle";
  /** When it came into this state. */
  since = 0;
  silence: Silence | undefined;
  /** That of the link that has just ended. */
  #lastSilence: Silence | undefined;
  /** The peer is to be given up, by the design. */
  retires = false;
  frozen = false;
  #dialBegan = 0;
  #hastyUntil = Infinity;
  #isHasty = false;
  #connectedAt = 0;
  #wokenAt = -Infinity;
  #attempt = 0;
  #hidden: boolean;
  // Of a wait: not before, and not after.
  #earliest = 0;
  #latest = Infinity;
  #notBefore = 0;
  #heldByInbox = false;

  constructor(
    options: Fate["session"],
    moment: Moment,
    { hidden, isAlone }: { readonly hidden: boolean; readonly isAlone: () => boolean },
  ) {
    this.#options = options;
    this.#moment = moment;
    this.#hidden = hidden;
    this.#isAlone = isAlone;
  }

  // --- what it does ---

  stepped(before: PeerState, input: StepInput, after: PeerState): void {
    const { now } = this.#moment;
    if (before === "waiting" && input.type === "relieved") this.#relieved();
    if (before === after) return;
    hold(before === this.state, "edges", () => `${before}, but it was ${this.state}`);
    hold(EDGES[before].includes(after), "edges", () => `${before} to ${after} by ${input.type}`);
    if (before === "waiting" && input.type === "due")
      hold(now >= this.#earliest - EPSILON, "no early dial", () => `${this.#earliest - now} ms`);
    this.state = after;
    this.since = now;
    if (before === "waiting") this.frozen = false;
    if (before === "connected") this.#letGo();
    if (after === "dialing") this.#beginDial();
    if (before === "dialing" && (after === "opening" || after === "connected")) this.#opened();
    if (after === "waiting") this.#beginWait(input);
  }

  #letGo(): void {
    this.#lastSilence = this.silence;
    this.silence = undefined;
  }

  #beginDial(): void {
    this.#dialBegan = this.#moment.now;
    this.#hastyUntil = Infinity;
    this.#isHasty = false;
  }

  #opened(): void {
    this.#verdicts.opened();
    this.#isHasty = false;
  }

  #beginWait({ type, signal }: StepInput): void {
    const { now } = this.#moment;
    this.#earliest = now;
    this.#notBefore = now;
    this.#heldByInbox = false;
    this.frozen = signal === "frozen";
    const wakes = type === "signal" && signal !== "frozen";
    this.#latest = this.frozen
      ? Infinity
      : now + (wakes ? WAKE_WINDOW : this.#options.retry.maxDelay);
  }

  #relieved(): void {
    if (!this.#heldByInbox) return;
    this.#heldByInbox = false;
    if (!this.frozen) this.#latest = Math.max(this.#latestHeld, this.#moment.now);
  }

  #latestHeld = 0;

  // --- what it hears ---

  signal(signal: Signal, heardAt: number): void {
    const { now } = this.#moment;
    this.silence?.signal(signal, now, heardAt);
    if (signal === "hidden" || signal === "visible") this.#hidden = signal === "hidden";
    if (signal === "frozen" && this.state === "waiting") this.#freeze();
    if (signal !== "online" && signal !== "visible" && signal !== "woken") return;
    // A link that lives remembers nothing of it.
    if (["queued", "dialing", "waiting"].includes(this.state)) this.#wokenAt = now;
    if (this.state === "dialing") this.#hurry();
    if (this.state === "waiting") this.#wake();
  }

  #freeze(): void {
    this.frozen = true;
    this.#latest = Infinity;
  }

  #hurry(): void {
    const { dialTimeout } = this.#options;
    if (dialTimeout > 0 && !this.#isHasty)
      this.#hastyUntil = Math.min(this.#moment.now + HASTY, this.#dialBegan + dialTimeout);
    this.#isHasty = true;
  }

  #wake(): void {
    const { now } = this.#moment;
    this.frozen = false;
    if (this.#heldByInbox) return;
    this.#earliest = Math.min(this.#earliest, Math.max(this.#notBefore, now));
    this.#latest = Math.min(this.#latest, Math.max(this.#notBefore, now) + WAKE_WINDOW);
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
    const isOurs = cause.kind === "redial" || cause.kind === "stopped" || cause.kind === "frozen";
    if (record.type === "disconnected") this.#judgeUptime(attempt === (isOurs ? 0 : 1));
    if (cause.kind === "frozen") this.frozen = true;
    if (isOurs) return;
    this.#attempt += 1;
    hold(attempt === this.#attempt, "backoff memory", () => `${attempt}, not ${this.#attempt}`);
    if (record.type === "dialfailed")
      hold(record.attempt === attempt, "backoff memory", () => `told ${record.attempt}`);
    this.retires = this.#verdicts.retires(cause) || this.#attempt > this.#options.retry.maxRetries;
    if (this.retires) return;
    if (cause.kind === "overflow") this.#heldByInbox = true;
    this.#waitAsTold(record);
  }

  #judgeUptime(looksStable: boolean): void {
    const uptime = this.#moment.now - this.#connectedAt;
    const { minUptime } = this.#options;
    if (minUptime === 0) return;
    const must = uptime >= minUptime + SLACK + this.#moment.late;
    // Just then the alarm may have been or not.
    if (must || (uptime >= minUptime - EPSILON && looksStable)) this.#settle();
  }

  #settle(): void {
    this.#attempt = 0;
    this.#verdicts.stable();
  }

  #waitAsTold({ type, retryIn, cause }: Ending): void {
    const { now } = this.#moment;
    const asked = askedDelay(cause);
    if (this.#isReplacement(cause.kind, retryIn)) return;
    const [least, most] = this.#range(type);
    if (retryIn !== undefined) {
      hold(
        retryIn >= asked + least - 1,
        "backoff",
        () => `${retryIn} ms, at least ${asked + least}`,
      );
      hold(retryIn <= asked + most + 1, "backoff", () => `${retryIn} ms, at most ${asked + most}`);
    }
    this.#notBefore = now + asked;
    this.#earliest = now + (retryIn ?? 0) - 1;
    const latest = now + asked + (retryIn ?? most);
    this.#latestHeld = latest;
    this.#latest = this.#heldByInbox ? Infinity : latest;
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

  #range(type: Ending["type"]): readonly [least: number, most: number] {
    if (type === "dialfailed" && this.#isHasty) return [0, WAKE_WINDOW];
    const [least, most] = this.#backoff();
    const settling = type === "dialfailed" && this.#moment.now - this.#wokenAt < SETTLING;
    return settling ? [Math.min(least, 100), Math.min(most, SETTLING_WINDOW)] : [least, most];
  }

  #backoff(): readonly [least: number, most: number] {
    const { initialDelay, multiplier, minDelay, maxDelay, jitter } = this.#options.retry;
    const grown = initialDelay * multiplier ** (this.#attempt - 1);
    const window = Math.max(minDelay, Math.min(maxDelay, grown));
    const least = { none: window, equal: Math.max(minDelay, window / 2), full: minDelay }[jitter];
    return [least, this.#isAlone() ? window : Math.max(minDelay, maxDelay)];
  }

  // --- what is overdue ---

  /** To be asked when all that is due has been told. */
  checkDeadlines(heardAt: number): void {
    const { now, late } = this.#moment;
    const slack = SLACK + late;
    hold(
      now <= this.#stateDeadline + slack,
      "bounded states",
      () => `${this.state} for ${now - this.since} ms`,
    );
    if (this.state === "waiting")
      hold(now <= this.#latest + slack, "no late dial", () => `${now - this.#latest} ms`);
    const deadline = this.silence?.deadline(heardAt) ?? Infinity;
    hold(now <= deadline + slack, "proof of life", () => `silent for ${now - heardAt} ms`);
    if (this.frozen)
      hold(this.state !== "dialing" && this.state !== "connected", "frozen", () => this.state);
  }

  get #stateDeadline(): number {
    const { dialTimeout, closeTimeout, keepaliveTimeout } = this.#options;
    const dial = dialTimeout === 0 ? Infinity : this.#dialBegan + dialTimeout;
    if (this.state === "closing") return this.since + closeTimeout;
    if (this.state === "opening") return dial;
    if (this.state !== "dialing") return Infinity;
    const replaced =
      (keepaliveTimeout ?? 0) === 0 ? Infinity : this.#dialBegan + (keepaliveTimeout ?? 0);
    return Math.min(dial, replaced, this.#hastyUntil);
  }

  /** A link was given up for its silence: it must have been silent. */
  checkKill(heardAt: number): void {
    const { now, late } = this.#moment;
    const deadline = this.#lastSilence?.deadline(heardAt) ?? Infinity;
    hold(
      now >= deadline - EPSILON,
      "no healthy link is killed",
      () => `${deadline - now} ms early`,
    );
    hold(now <= deadline + SLACK + late, "proof of life", () => `${now - deadline} ms late`);
  }
}
