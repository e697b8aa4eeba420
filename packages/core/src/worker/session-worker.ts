// The default worker: the shell around the session machine. It performs effects in order and decides nothing.

import {
  ConnectionUnavailableError,
  InvariantError,
  linkError,
  type LinkError,
} from "../errors.ts";
import { soon } from "../base/soon.ts";
import type { Failure } from "../failure.ts";
import type { SessionOptions, Verdict } from "../options/options.ts";
import type { Effect, SessionEvent } from "../session/effect.ts";
import type { Input } from "../session/input.ts";
import { idle, type State, type StateName } from "../session/state.ts";
import type { Env } from "../session/step.ts";
import { dialOf, due, isStale, on, step } from "../session/table.ts";
import type { CloseReport, MessageData } from "../transport.ts";
import type {
  PoolPlugin,
  StepObserver,
  StopOptions,
  Ticket,
  WaitOptions,
  Worker,
  WorkerStats,
} from "../worker.ts";
import { type AlarmOwner, Alarms } from "./alarms.ts";
import { closeFailure, isOpen, phaseIn, toldFailure } from "./close-failure.ts";
import { Figures } from "./figures.ts";
import { Link, type LinkOwner } from "./link.ts";
import type { SendQueue } from "./send-queue.ts";
import { ownVerdict } from "./own-verdict.ts";
import { retirement, type Settled } from "./retirement.ts";
import { workerStats } from "./worker-stats.ts";

/** Who runs a session, and is told of its end. */
export interface SessionRunner {
  /** In a microtask, once; `cause` where the session was given up. */
  workerEnded(cause: unknown): void;
}

/**
 * Runs one peer's session: dials through the pool's limiter, keeps the link alive, comes back.
 *
 * One mailbox of inputs, each run to completion before the next: what a listener does inside an event is
 * queued behind it. Takes any `PoolPlugin`, so a worker of your own may start it with another inbox.
 */
export class SessionWorker implements Omit<Worker, "start">, LinkOwner, AlarmOwner {
  readonly #observe: StepObserver | undefined;
  #state: State = idle;
  #plugin: PoolPlugin | undefined;
  #alarms: Alarms | undefined;
  #ticket: Ticket | undefined;
  #runner: SessionRunner | undefined;
  #unsubscribe: (() => void) | undefined;
  // Bounded by what one step and its listeners cause; emptied before the outermost `post` returns.
  #mailbox: (Input | (() => void))[] | undefined;
  #running = false;
  readonly #figures = new Figures();
  #connects = 0;
  /** What the memory of the machine has as its last failure, as it was told. */
  #lastFailure: LinkError | undefined;
  // Before the first dial, one of no dial, on which nothing happens.
  #link = new Link(0, this, this.#figures);

  /** `observe` is told of each step of the session machine, before its effects: for diagrams, logs and tests. It must not throw. */
  constructor(observe?: StepObserver) {
    this.#observe = observe;
  }

  /** To be called once. All I/O and all events happen between this call and the end that it tells. */
  run(plugin: PoolPlugin, runner: SessionRunner): void {
    this.#plugin = plugin;
    this.#runner = runner;
    if (this.#state.in === "stopped") return this.#settle({});
    this.#alarms = new Alarms(plugin.clock, this);
    plugin.inbox.onResume(() => this.post({ type: "relieved" }));
    plugin.inbox.onFull(() => this.post({ type: "full", dial: dialOf(this.#state) }));
    plugin.dialer.onReachable(() => this.post({ type: "reachable" }));
    this.#unsubscribe = plugin.environment.subscribe((signal) =>
      this.post({ type: "signal", signal }),
    );
    this.post({ type: "start" });
  }

  stop(goodbye: StopOptions = {}): void {
    this.post({ type: "stop", goodbye });
  }

  redial(): void {
    this.post({ type: "redial" });
  }

  send(data: MessageData, options?: WaitOptions): Promise<void> {
    const sent = this.#openSendQueue()?.send(data, options?.signal);
    if (sent !== undefined) return sent;
    const id = this.#plugin?.id ?? "";
    return Promise.reject(new ConnectionUnavailableError(id, this.#state.in, this.#lastFailure));
  }

  trySend(data: MessageData): boolean {
    return this.#openSendQueue()?.trySend(data) === true;
  }

  #openSendQueue(): SendQueue | undefined {
    return this.#state.in === "connected" ? this.#link.sendQueue : undefined;
  }

  get state(): StateName {
    return this.#state.in;
  }

  stats(): WorkerStats {
    const now = this.#plugin?.clock.now() ?? 0;
    const own = { connects: this.#connects, lastFailure: this.#lastFailure, now };
    return workerStats(this.#state, this.#link, own);
  }

  // --- the one loop ---

  /** Queues one input and, unless a step is under way, runs all that wait. */
  post(input: Input | (() => void)): void {
    const mailbox = (this.#mailbox ??= []);
    mailbox.push(input);
    if (!this.#running) this.#run(mailbox);
  }

  get behind(): boolean {
    return this.#mailbox !== undefined && this.#mailbox.length > 0;
  }

  #run(mailbox: (Input | (() => void))[]): void {
    this.#running = true;
    try {
      for (let next = mailbox.shift(); next !== undefined; next = mailbox.shift())
        if (typeof next === "function") next();
        else this.#step(next);
      this.#mailbox = undefined;
    } finally {
      this.#running = false;
    }
  }

  #step(input: Input): void {
    const before = this.#state;
    if (isStale(before, input)) return;
    const [after, ...effects] = step(before, input, this.#env());
    this.#state = after;
    if (after.memory.lastFailure === undefined) this.#lastFailure = undefined;
    this.#observe?.(before.in, input, after.in);
    if (after.in !== before.in) this.#changed(before.in, after.in, effects);
    for (const effect of effects) this.#perform(effect);
  }

  /** What follows from a change of state by rule, so that no handler has to remember it. */
  #changed(before: StateName, after: StateName, effects: readonly Effect[]): void {
    this.#alarms?.keepOnly(due[after]);
    this.#link.word = on[after].message;
    if (isOpen(before) && !isOpen(after)) this.#link.end(toldFailure(effects));
    if (after === "stopped") this.#unsubscribe?.();
  }

  #env(): Env {
    const plugin = this.#plugin;
    // Before `start` there are no options, and the one input that is possible asks for none.
    const options = (plugin?.connectionConfig ?? {}) as SessionOptions;
    return {
      now: plugin?.clock.now() ?? 0,
      roll: plugin?.random() ?? 0,
      options,
      activity: this.#link,
      liveness: this.#link.liveness,
      hasGate: options.onOpen !== undefined || options.ready !== undefined,
      waitingSends: this.#link.waitingSends,
      classify: (failure, verdict) => this.#classify(failure, verdict),
    };
  }

  #classify(failure: Failure, verdict: Verdict): Verdict {
    const { retry } = this.plugin.connectionConfig;
    return ownVerdict(retry, failure, verdict, (error) => this.error(error));
  }

  // --- acting ---

  #perform(effect: Effect): void {
    switch (effect.do) {
      case "enqueue":
        return this.#enqueue(effect);
      case "leaveQueue":
        return this.#ticket?.leave();
      case "dial":
        return this.#dial(effect);
      case "abandon":
        return this.#link.dialing?.abandon();
      case "close":
        return this.#link.close(effect.goodbye);
      case "runGate":
        return this.#link.runGate();
      case "releaseHeld":
        return this.plugin.inbox.release();
      case "discardHeld":
        return this.plugin.inbox.discard();
      case "ping":
      case "probe":
        return this.#link.ask(effect.do);
      case "pause":
      case "resume":
        return this.#link.setPaused(effect.do === "pause");
      case "flush":
        return this.#link.sendQueue.flush();
      case "arm":
        return this.#alarms?.arm(effect.alarm, effect.ms);
      case "disarm":
        return this.#alarms?.disarm(effect.alarm);
      case "emit":
        return this.#emit(effect.event);
      case "settle":
        return this.#settle(effect);
      case "fault":
        return this.fault(effect.message);
    }
  }

  #settle(settled: Settled): void {
    soon(() => this.#runner?.workerEnded(retirement(settled, this.#lastFailure, this.plugin.id)));
  }

  #enqueue({ entry, automatic }: Extract<Effect, { do: "enqueue" }>): void {
    const admitted = (): void => this.post({ type: "admitted", entry });
    this.#ticket = this.plugin.dialer.enter(admitted, { automatic });
  }

  #dial({ dial, attempt }: Extract<Effect, { do: "dial" }>): void {
    const link = (this.#link = new Link(dial, this, this.#figures));
    const request = { dial, attempt, lastFailure: this.#lastFailure };
    const ticket = this.#ticket as Ticket;
    // It is the dialer's from now on.
    this.#ticket = undefined;
    link.dialing = this.plugin.dialer.dial(ticket, request, link);
  }

  /** V8 writes a stack down when it is first read, and until then holds the objects of its frames: the link that is gone. */
  #keep(failure: LinkError): void {
    this.#lastFailure = failure;
    void failure.stack;
  }

  #emit(event: SessionEvent): void {
    const { events } = this.plugin;
    if (event.type === "connected") {
      this.#connects++;
      const headers = this.#link.settled();
      return events.connected({ dial: event.dial, protocol: event.protocol, headers });
    }
    const { dial, failure, retryIn } = event;
    const cause = linkError(failure, this.plugin.id);
    if (failure === this.#state.memory.lastFailure) this.#keep(cause);
    const facts = { dial, cause, ...(retryIn !== undefined && { retryIn }) };
    if (event.type === "disconnected") events.disconnected(facts);
    else events.dialFailed({ ...facts, attempt: event.attempt });
  }

  // --- for its links ---

  /** There once it is started. */
  get plugin(): PoolPlugin {
    return this.#plugin as PoolPlugin;
  }

  /** The phase is that of the state in which the report has its turn. */
  closed(dial: number, report: CloseReport): void {
    this.#hear("closed", dial, report);
  }

  ending(dial: number, report: CloseReport): void {
    this.#hear("ending", dial, report);
  }

  #hear(type: "closed" | "ending", dial: number, report: CloseReport): void {
    this.post(() => {
      const failure = closeFailure(report, phaseIn(this.#state.in), this.plugin.clock.wall());
      this.#step({ type, dial, failure });
    });
  }

  fault(message: string): void {
    this.error(new InvariantError(`${message} (in ${this.#state.in})`));
  }

  error(error: unknown): void {
    this.plugin.events.error(error);
  }
}
