// A random walk over the session machine: an adversary that may do all that the ports' contracts allow,
// a model of the shell, and the invariants of ARCHITECTURE.md checked after every step.

import type { Failure } from "../../../src/failure.ts";
import type { SessionOptions } from "../../../src/options/options.ts";
import type { Effect } from "../../../src/session/effect.ts";
import type { Alarm, Input } from "../../../src/session/input.ts";
import { idle, type State } from "../../../src/session/state.ts";
import type { Env, Step } from "../../../src/session/step.ts";
import * as machine from "../../../src/session/table.ts";
import type { Signal } from "../../../src/environment.ts";
import type { SeededRandom } from "../../../src/testing/seeded-random.ts";
import type { LivenessMode } from "../../../src/connection-stats.ts";
import { DEFAULTS } from "./session-options.ts";

/** The machine, or a mutant of it. */
export interface Machine {
  readonly step: (state: State, input: Input, env: Env) => Step;
  readonly isStale: (state: State, input: Input) => boolean;
  /** The alarms that outlive a change to that state. */
  readonly listed: (state: State) => readonly string[];
}

export const realMachine: Machine = {
  step: machine.step,
  isStale: machine.isStale,
  listed: (state) => Object.keys(machine.due[state.in]),
};

const isOpen = ({ in: name }: State): boolean =>
  name === "opening" || name === "connected" || name === "ending";

/** An invariant that did not hold. */
export class Violation extends Error {}

function check(holds: boolean, invariant: string): void {
  if (!holds) throw new Violation(invariant);
}

// Sums of fractions of milliseconds do not come out even.
const EPSILON = 1e-6;

interface Line {
  phase: "resolving" | "dialing" | "open" | "closing" | "over";
  /** The gate passes or fails once a link. */
  gateHasEnded?: boolean;
}

const SIGNALS: readonly Signal[] = [
  "online",
  "offline",
  "visible",
  "hidden",
  "frozen",
  "woken",
  "stalled",
];

const FAILURES: readonly Failure[] = [
  { phase: "live", kind: "lost" },
  { phase: "live", kind: "violation" },
  { phase: "live", kind: "closed", closeCode: 1001 },
  { phase: "live", kind: "closed", closeCode: 4000 },
  { phase: "live", kind: "lost" },
  { phase: "live", kind: "closed", closeCode: 1000 },
  { phase: "live", kind: "closed", closeCode: 1012 },
  { phase: "live", kind: "closed", closeCode: 1009 },
  { phase: "live", kind: "violation" },
  { phase: "live", kind: "closed", closeCode: 1008 },
  { phase: "live", kind: "readLimit" },
];
const REFUSALS: readonly Failure[] = [
  { phase: "dial", kind: "network" },
  { phase: "dial", kind: "network" },
  { phase: "dial", kind: "network" },
  { phase: "handshake", kind: "status", status: 404 },
  { phase: "dial", kind: "network" },
  { phase: "handshake", kind: "status", status: 503, retryAfter: 3_000 },
  { phase: "handshake", kind: "status", status: 401 },
  { phase: "handshake", kind: "status", status: 502 },
  { phase: "handshake", kind: "status", status: 400 },
];

/** One session in a world of chance. */
export class Walk {
  readonly #random: SeededRandom;
  readonly #machine: Machine;
  readonly #reached: Map<string, number>;
  readonly #options: SessionOptions;
  readonly #liveness: LivenessMode;
  readonly #hasGate: boolean;
  /** Alarms are due at multiples of it only, as the timers of a hidden page are; 0 is off. */
  readonly #clamp: number;
  // The model of the shell.
  #state: State = idle;
  #now = 0;
  readonly #alarms = new Map<Alarm, number>();
  readonly #lines = new Map<number, Line>();
  readonly #activity = { heardAt: 0, backlog: 0, taken: 0 };
  /** When a backlog shrank, and until when it may have gone unnoticed since the last look. */
  #shrankAt = -Infinity;
  /** Sends are refused from now on. */
  #ending = false;
  #dialedAt = -Infinity;
  /** When a signal, or the origin, gave a reason for a dial; for some seconds the dials after it come sooner, too. */
  #signalledAt = -Infinity;
  #places: number[] = [];
  #place: { place: number; automatic: boolean } | undefined;
  #waitingSends = 0;
  #held = false;
  #askedAt = -Infinity;
  #settled = 0;
  #told = false;
  #toldDial = 0;
  #connectedAt = 0;
  #paused = false;
  #stoppedAt: number | undefined;
  #congested = false;
  /** The page is about to stop, and has not come back; an application may redial all the same. */
  #frozen = false;
  /** The network is away, as far as it was told. */
  #offline = false;
  /** Failed dials as `initialRetries` counts them; -Infinity once there was a link. */
  #initial = 0;
  /** When a dial that a signal met has to be over. */
  #shortenedUntil = Infinity;

  constructor(random: SeededRandom, subject: Machine, reached: Map<string, number>) {
    this.#random = random;
    this.#machine = subject;
    this.#reached = reached;
    this.#hasGate = random.chance(0.4);
    this.#liveness = random.pick(["ping", "probe", "passive", "none"]);
    this.#clamp = random.pick([0, 0, 1_000]);
    this.#options = this.#drawOptions();
  }

  #drawOptions(): SessionOptions {
    const random = this.#random;
    const timeout = random.pick([undefined, 5_000, 20_000]);
    return {
      ...DEFAULTS,
      keepaliveTimeout: this.#liveness === "passive" ? (timeout ?? 20_000) : timeout,
      dialTimeout: random.pick([10_000, 10_000, 30_000, 0]),
      minUptime: random.pick([0, 5_000, 5_000]),
      retry: {
        ...DEFAULTS.retry,
        minDelay: random.pick([100, 100, 0, 1_500]),
        maxRetries: random.pick([Infinity, Infinity, 50]),
        initialRetries: random.pick([Infinity, Infinity, 3]),
      },
    };
  }

  /** Runs until the session is over or the steps are used up; returns how many it took. */
  run(steps: number): number {
    let taken = 0;
    this.#input({ type: "start" });
    for (; taken < steps && this.#settled === 0; taken++) this.#act();
    if (this.#settled === 0) this.#end();
    return taken;
  }

  /** From wherever it is: a stop ends it in bounded time, though the peer never answers. */
  #end(): void {
    this.#input({ type: "stop", goodbye: {} });
    // `#passTime` often passes a part of the time only.
    for (let i = 0; i < 50 && this.#settled === 0; i++) this.#passTime();
    check(this.#settled === 1, "6: stop ends every state in bounded time");
    check(
      this.#now - (this.#stoppedAt ?? 0) <= this.#options.closeTimeout + this.#lateness,
      "6: within closeTimeout",
    );
  }

  // --- the adversary ---

  #act(): void {
    const roll = this.#random.next();
    if (roll < 0.002) return this.#input({ type: "stop", goodbye: {} });
    if (roll < 0.03) return this.#input({ type: "redial" });
    if (roll < 0.08) return this.#input({ type: "signal", signal: this.#random.pick(SIGNALS) });
    if (roll < 0.3) return this.#passTime();
    if (roll < 0.45) return this.#limiterActs();
    if (roll < 0.85) return this.#lineActs();
    return this.#queuesAct();
  }

  /** To the next alarm at most, so that none is later than a clamp makes it. */
  #passTime(): void {
    const next = Math.min(...this.#alarms.values());
    const most = Number.isFinite(next) ? this.#clamped(next) - this.#now : 5_000;
    const whole = this.#random.chance(0.7);
    this.#now += whole ? most : most * this.#random.next();
    if (!whole && this.#clamp > 0) return;
    for (const [alarm, at] of this.#alarms) {
      if (at > this.#now) continue;
      this.#alarms.delete(alarm);
      this.#input({ type: "due", alarm });
    }
    this.#checkTimeliness();
  }

  #clamped(at: number): number {
    return this.#clamp === 0 ? at : Math.ceil(at / this.#clamp) * this.#clamp;
  }

  /** By how much an alarm may be late. */
  get #lateness(): number {
    return this.#clamp + EPSILON;
  }

  #limiterActs(): void {
    if (this.#place === undefined) {
      // A broken limiter may admit a former place.
      const place = this.#random.int(3);
      if (place > 0 && place < this.#state.memory.places) this.#input({ type: "admitted", place });
      else this.#input({ type: "reachable" });
      return;
    }
    this.#input({ type: "admitted", place: this.#place.place });
  }

  #lineActs(): void {
    const lines = [...this.#lines].filter(([, { phase }]) => phase !== "over");
    // Sometimes a former line, which must not be heard.
    if (lines.length === 0 || this.#random.chance(0.1)) return this.#formerLineActs();
    const [dial, line] = this.#random.pick(lines);
    if (line.phase === "resolving") return this.#resolve(dial, line);
    if (line.phase === "dialing") return this.#answer(dial, line);
    return this.#actOnOpenLine(dial, line);
  }

  #formerLineActs(): void {
    const dial = this.#random.int(this.#state.memory.dials + 1);
    const line = this.#lines.get(dial);
    if (line?.phase !== "over") return;
    const failure = this.#random.pick(FAILURES);
    const before = this.#state;
    this.#input({ type: "closed", dial, failure });
    this.#input({ type: "opened", dial, protocol: "" });
    this.#input({ type: "passed", dial });
    check(this.#state === before, "2: a former socket is not heard");
  }

  #resolve(dial: number, line: Line): void {
    if (this.#random.chance(0.2)) {
      line.phase = "over";
      return this.#input({
        type: "unresolved",
        dial,
        failure: { phase: "resolve", kind: "provider" },
      });
    }
    line.phase = "dialing";
    this.#input({ type: "resolved", dial });
  }

  #answer(dial: number, line: Line): void {
    if (this.#random.chance(0.4)) {
      line.phase = "over";
      return this.#input({ type: "closed", dial, failure: this.#random.pick(REFUSALS) });
    }
    line.phase = "open";
    this.#activity.heardAt = this.#now;
    this.#input({ type: "opened", dial, protocol: "" });
  }

  #actOnOpenLine(dial: number, line: Line): void {
    const roll = this.#random.next();
    if (roll < 0.6) return this.#receive();
    if (roll < 0.85 && this.#hasGate && !line.gateHasEnded) {
      line.gateHasEnded = true;
      if (this.#random.chance(0.7)) return this.#input({ type: "passed", dial });
      return this.#input({ type: "refused", dial, failure: { phase: "opening", kind: "gate" } });
    }
    if (roll < 0.93) return;
    line.phase = "over";
    this.#input({ type: "closed", dial, failure: this.#random.pick(FAILURES) });
  }

  /** A message or pong, on the hot path: no step, a mark. */
  #receive(): void {
    const word = machine.on[this.#state.in].message;
    const pong = machine.on[this.#state.in].pong;
    this.#count(`${this.#state.in} message`);
    this.#count(`${this.#state.in} pong`);
    check(word !== undefined && pong !== undefined, "the table has a word for every message");
    if (word === "pass" && !this.#paused) this.#activity.heardAt = this.#now;
  }

  #queuesAct(): void {
    const dial = this.#state.memory.dials;
    const open = isOpen(this.#state);
    const line = this.#lines.get(dial);
    if (this.#congested && this.#random.chance(0.5)) {
      this.#congested = false;
      return this.#input({ type: "resume" });
    }
    if (line === undefined || line.phase === "over" || line.phase === "resolving") return;
    if (this.#random.chance(0.3)) return this.#input({ type: "drained", dial });
    if (!open && this.#state.in !== "closing") return;
    if (this.#random.chance(0.1)) {
      this.#ending = true;
      const failure = this.#random.pick(FAILURES);
      return this.#input({ type: "ending", dial, failure });
    }
    if (this.#random.chance(0.2)) this.#moveBacklog();
    const roll = this.#random.next();
    if (roll < 0.3) {
      this.#waitingSends = open ? 1 : 0;
      return this.#input({ type: "sendQueued", dial });
    }
    this.#congested = true;
    this.#input({ type: roll < 0.8 ? "pause" : "full", dial });
  }

  // --- the model of the shell ---

  #input(input: Input): void {
    if (this.#machine.isStale(this.#state, input)) return;
    const before = this.#state;
    this.#notice(before, input);
    this.#count(`${before.in} ${input.type === "due" ? `due ${input.alarm}` : input.type}`);
    if (input.type === "signal") this.#count(`${before.in} signal ${input.signal}`);
    const [after, ...effects] = this.#machine.step(before, input, this.#env());
    this.#state = after;
    if (after.in !== before.in) this.#changed(before, after);
    if (input.type === "stop") this.#stoppedAt ??= this.#now;
    for (const effect of effects) this.#perform(effect);
    this.#checkStep(before, input);
  }

  #notice(before: State, input: Input): void {
    if (input.type === "redial") this.#frozen = false;
    if (input.type === "redial") this.#restartInitial();
    if (input.type === "reachable") this.#signalledAt = this.#now;
    if (input.type !== "signal") return;
    const wakes = ["online", "visible", "woken"].includes(input.signal);
    if (input.signal === "frozen") this.#frozen = true;
    if (input.signal === "offline") this.#offline = true;
    if (input.signal === "online") {
      this.#offline = false;
      this.#restartInitial();
    }
    if (wakes) this.#frozen = false;
    if (wakes) this.#signalledAt = this.#now;
    if (wakes && before.in === "dialing" && this.#options.dialTimeout > 0 && !before.signalled)
      this.#shortenedUntil = this.#now + 3_000;
  }

  #restartInitial(): void {
    this.#initial = Math.min(this.#initial, 0);
  }

  get #isNeverReached(): boolean {
    return this.#initial > this.#options.retry.initialRetries;
  }

  #count(cell: string): void {
    this.#reached.set(cell, (this.#reached.get(cell) ?? 0) + 1);
  }

  #changed(before: State, after: State): void {
    const listed = this.#machine.listed(after);
    for (const alarm of this.#alarms.keys())
      if (!listed.includes(alarm)) this.#alarms.delete(alarm);
    if (!isOpen(after)) this.#paused = false;
    if (after.in !== "connected" && after.in !== "opening") this.#waitingSends = 0;
    if (after.in === "dialing") {
      this.#ending = false;
      Object.assign(this.#activity, { backlog: 0, taken: 0 });
      this.#shrankAt = -Infinity;
    }
  }

  #env(): Env {
    return {
      now: this.#now,
      roll: this.#random.next(),
      options: this.#options,
      activity: this.#activity,
      liveness: this.#liveness,
      hasGate: this.#hasGate,
      waitingSends: this.#waitingSends,
      classify: (_, verdict) => verdict,
    };
  }

  #perform(effect: Effect): void {
    const state = this.#state;
    switch (effect.do) {
      case "fault":
        throw new Violation(`1: the table is total, but ${effect.message}`);
      case "enqueue":
        check(!this.#frozen, "a page that is about to stop dials nobody");
        check(this.#place === undefined, "one place in the limiter at a time");
        this.#place = effect;
        this.#places.push(effect.place);
        return;
      case "leaveQueue":
        this.#place = undefined;
        return;
      case "dial":
        check(this.#place !== undefined, "a dial needs a place in the limiter");
        this.#checkGap();
        check(!this.#lines.has(effect.dial), "2: each dial has its own number");
        this.#place = undefined;
        this.#lines.set(effect.dial, { phase: "resolving" });
        this.#shortenedUntil = Infinity;
        return;
      case "abandon":
        return this.#setPhase("over");
      case "close":
        return this.#setPhase("closing");
      case "runGate":
        this.#held = true;
        return;
      case "releaseHeld":
      case "discardHeld":
        check(this.#held, "what is released or discarded was held");
        this.#held = false;
        return;
      case "ping":
      case "probe":
        check(effect.do === this.#liveness, "asked as the transport can");
        check(state.in === "connected", "only a connected peer is asked");
        check(!(effect.do === "probe" && state.memory.hidden), "a hidden page sends no probes");
        this.#askedAt = this.#now;
        return;
      case "pause":
      case "resume":
        this.#paused = effect.do === "pause";
        return;
      case "flush":
        if (this.#random.chance(0.5)) this.#waitingSends = 0;
        return;
      case "arm":
        check(effect.ms >= 0, "3: an alarm is never armed in the past");
        this.#alarms.set(effect.alarm, this.#now + effect.ms);
        return;
      case "disarm":
        this.#alarms.delete(effect.alarm);
        return;
      case "settle":
        this.#settled++;
        if (effect.failedDials !== undefined)
          check(this.#isNeverReached, "only a peer that was never reached is given up as such");
        return;
      case "emit":
        return this.#tell(effect.event);
    }
  }

  #setPhase(phase: Line["phase"]): void {
    const line = this.#lines.get(this.#state.memory.dials);
    check(line !== undefined && line.phase !== "over", "only a live line is ended");
    if (line !== undefined) line.phase = phase;
  }

  #tell(event: Extract<Effect, { do: "emit" }>["event"]): void {
    const connected = this.#state.in === "connected";
    check(!(connected && this.#ending), "5: connected only while sends are taken");
    if (event.type === "connected") {
      check(!this.#told && connected, "5: connected alternates, and is told while connected");
      check(event.dial > this.#toldDial, "5: each connected is of a later dial");
      this.#connectedAt = this.#now;
      this.#initial = -Infinity;
      this.#told = true;
      this.#toldDial = event.dial;
    } else if (event.type === "disconnected") {
      check(
        this.#told && !connected,
        "5: disconnected alternates, and the link is gone when it is told",
      );
      check(event.dial === this.#toldDial, "5: disconnected is of the same dial");
      this.#told = false;
    } else {
      check(!this.#told, "5: dialfailed is told between links");
      if (!this.#offline) this.#initial++;
    }
  }

  // --- the invariants ---

  #checkStep(before: State, input: Input): void {
    const { in: name, memory } = this.#state;
    this.#checkLines();
    this.#checkAlarms();
    const isTold = name === "connected" || name === "ending";
    check(this.#told === isTold, "5: told connected exactly while connected or ending");
    check(
      !(name === "connected" && this.#ending),
      "5: a link that takes no sends is not connected",
    );
    check(this.#held === (name === "opening"), "8: held exactly while the gate runs");
    check((this.#place !== undefined) === (name === "queued"), "a place exactly while queued");
    check(this.#settled === (name === "stopped" ? 1 : 0), "6: settled once, when stopped");
    check(memory.dials >= before.memory.dials, "2: dial numbers only grow");
    check(name === "stopped" || !this.#isNeverReached, "a peer that is never reached is given up");
    if (input.type === "stop") check(name === "closing" || name === "stopped", "6: stop wins");
    if (input.type === "redial") this.#checkRedial(before);
    const judges = input.type === "due" && input.alarm !== "close";
    if (before.in === "connected" && before.paused && judges)
      check(name === "connected", "a paused link hears nothing and is not judged");
    if (memory.attempt < before.memory.attempt) this.#checkReset();
    if (this.#state.in === "waiting") this.#checkWait(this.#state.until);
  }

  #checkLines(): void {
    const live = [...this.#lines.values()].filter(({ phase }) => phase !== "over").length;
    const { in: name } = this.#state;
    const has = ["dialing", "opening", "connected", "ending", "closing"].includes(name);
    check(live === (has ? 1 : 0), "2: one socket where the state is about one, else none");
  }

  #checkAlarms(): void {
    const state = this.#state;
    const listed = Object.keys(machine.due[state.in]);
    for (const alarm of this.#alarms.keys())
      check(
        listed.includes(alarm),
        `3: the alarm ${alarm} outlives no state that does not list it`,
      );
    const armed = (alarm: Alarm): boolean => this.#alarms.has(alarm);
    const { dialTimeout, minUptime } = this.#options;
    if (state.in === "dialing" || state.in === "opening")
      check(armed("dial") === dialTimeout > 0, "3: a dial has a deadline");
    if (state.in === "closing" || state.in === "ending")
      check(armed("close"), "6: a goodbye has a deadline, ours and the peer's");
    if (state.in === "opening" && this.#ending)
      check(armed("close"), "6: so has that of a gate whose peer says goodbye");
    if (state.in === "waiting")
      check(armed("redial") === (state.blockedBy === "none"), "7: a wait has an end");
    if (state.in === "connected") {
      const judged = this.#isJudged();
      if (judged) check(armed("keepalive"), "silence has a deadline");
      const stable = this.#now - this.#connectedAt >= minUptime - EPSILON;
      const reset = state.memory.attempt === 0;
      check(stable || reset || armed("stable"), "9: stability is awaited");
    }
  }

  #isJudged(): boolean {
    const { hidden } = this.#state.memory;
    if (this.#liveness === "none") return false;
    return !(hidden && this.#liveness === "probe");
  }

  #checkTimeliness(): void {
    const state = this.#state;
    if (state.in === "dialing")
      check(
        this.#now <= this.#shortenedUntil + this.#lateness,
        "a dial that a signal met is over soon",
      );
    if (state.in !== "connected" || state.paused || !this.#isJudged()) return;
    const timeout = this.#options.keepaliveTimeout ?? 20_000;
    const lenient = this.#liveness === "passive" && state.memory.hidden;
    const allowed = Math.max(timeout, lenient ? 75_000 : 0);
    const since = Math.max(this.#activity.heardAt, state.silenceStart, this.#connectedAt);
    check(
      this.#now - Math.max(since - allowed, this.#shrankAt + allowed / 8) <=
        2 * allowed + 2 * this.#lateness,
      "4: a silent link is given up in time, and one whose backlog moved in twice the time",
    );
    if (this.#shrankAt > -Infinity) return;
    check(this.#now - since <= allowed + this.#lateness, "4: a silent link is given up in time");
    const most = 11_000 + this.#lateness;
    if (this.#asks()) check(this.#now - this.#lastAsk() <= most, "4: a quiet peer is asked");
  }

  #asks(): boolean {
    return this.#liveness === "ping" || (this.#liveness === "probe" && !this.#state.memory.hidden);
  }

  #lastAsk(): number {
    return Math.max(this.#askedAt, this.#connectedAt);
  }

  #checkRedial(before: State): void {
    const cannotDial = ["idle", "stopped", "closing"].includes(before.in);
    const { in: name } = this.#state;
    if (cannotDial)
      check(name === before.in, "7: redial changes nothing where there is nothing to dial");
    else if (this.#state.in === "waiting") this.#checkPacedRedial(this.#state);
    else
      check(
        (this.#state.in === "queued" && !this.#state.automatic) || name === "stopped",
        "7: redial leads to a dial",
      );
  }

  #checkPacedRedial({ until, automatic, blockedBy }: Extract<State, { in: "waiting" }>): void {
    const soonest = this.#dialedAt + this.#options.retry.minDelay;
    check(
      until <= soonest + EPSILON,
      "7: redial leads to a dial as soon as the last one is minDelay ago",
    );
    check(!automatic && blockedBy === "none", "7: that dial is not held");
  }

  /** Whoever asks: the user or a failure leaves `minDelay` between two dials, a signal or the origin 100 ms of it. */
  #checkGap(): void {
    const { minDelay } = this.#options.retry;
    const isSettling = this.#now - this.#signalledAt < 5_000 + 2_000;
    const least = isSettling ? Math.min(minDelay, 100) : minDelay;
    check(this.#now - this.#dialedAt >= least - EPSILON, "11: two dials are minDelay apart");
    this.#dialedAt = this.#now;
  }

  /** A frozen peer takes nothing more once something was left over. */
  #moveBacklog(): void {
    const { backlog } = this.#activity;
    if (backlog > 0 && this.#random.chance(0.5)) {
      const taken = this.#random.chance(0.3) ? backlog : 1 + this.#random.int(backlog);
      this.#activity.backlog -= taken;
      this.#activity.taken += taken;
      this.#shrankAt = this.#now;
    } else {
      this.#activity.backlog += 1 + this.#random.int(1_000);
      if (backlog === 0) this.#input({ type: "backlogBegan", dial: this.#state.memory.dials });
    }
  }

  #checkReset(): void {
    check(this.#state.in === "connected", "9: the backoff is reset only while connected");
    const uptime = this.#now - this.#connectedAt;
    check(
      uptime >= this.#options.minUptime - EPSILON,
      "9: the backoff is reset only after minUptime",
    );
  }

  #checkWait(until: number): void {
    const { maxDelay } = this.#options.retry;
    // 3 s is the longest that a server in this world asks for.
    check(until - this.#now <= maxDelay + 3_000 + EPSILON, "no wait is longer than its bound");
  }
}
