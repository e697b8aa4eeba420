// The shell around the session machine, which `DefaultWorker` wraps for applications. It performs effects in order and decides nothing.

import {
  ConnectionUnavailableError,
  InvariantError,
  linkError,
  type LinkError,
} from "../errors.ts";
import { soon } from "../base/soon.ts";
import type { Failure } from "../failure.ts";
import type { Verdict } from "../options/options.ts";
import type { Effect, SessionEvent } from "../session/effect.ts";
import type { Input } from "../session/input.ts";
import { idle, type State, type StateName } from "../session/state.ts";
import type { Env } from "../session/step.ts";
import { dialOf, due, isStale, on, step } from "../session/table.ts";
import type { CloseReport, MessageData } from "../transport.ts";
import type { Signal } from "../environment.ts";
import type { StepObserver, Ticket, Worker, WorkerStats } from "../worker.ts";
import type { StopOptions } from "../peer.ts";
import type { WaitOptions } from "../base/wait-options.ts";
import { type AlarmOwner, Alarms } from "./alarms.ts";
import { closeFailure, isOpen, phaseIn, toldFailure } from "./close-failure.ts";
import { Figures } from "./figures.ts";
import { Link, type LinkOwner } from "./link.ts";
import type { SessionListener, SessionOwner } from "./session-owner.ts";
import type { SendQueue } from "./send-queue.ts";
import { applicationVerdict } from "./application-verdict.ts";
import { retirement, type Settled } from "./retirement.ts";
import { workerStats } from "./worker-stats.ts";

/**
 * Runs one peer's session: dials through the pool's limiter, keeps the link alive, comes back.
 *
 * One mailbox of inputs, each run to completion before the next: what a listener does inside an event is
 * queued behind it.
 */
export class SessionWorker
  extends Figures
  implements Omit<Worker, "start">, LinkOwner, AlarmOwner, SessionListener
{
  readonly #observe: StepObserver | undefined;
  #state: State = idle;
  sessionOwner: SessionOwner;
  readonly #alarms = new Alarms(this);
  #ticket: Ticket | undefined;
  // Defined while a step is under way. Bounded by what that step and its listeners cause; emptied before the outermost `post` returns.
  #mailbox: (Input | (() => void))[] | undefined;
  #connects = 0;
  /** The error that was told for the last failure in the machine's memory. */
  #lastFailure: LinkError | undefined;
  // Before the first dial this is a link with the dial number 0, which gets no reports.
  #link: Link;

  /** `observe` is told of each step of the session machine, before its effects: for diagrams, logs and tests. It must not throw. */
  constructor(sessionOwner: SessionOwner, observe?: StepObserver) {
    super();
    this.sessionOwner = sessionOwner;
    this.#observe = observe;
    this.#link = new Link(0, this);
  }

  /** To be called once. All I/O and all events happen between this call and the end that it tells. */
  run(): void {
    if (this.#state.in === "stopped") return this.#settle({});
    this.sessionOwner.subscribe(this);
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
    const { id } = this.sessionOwner;
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
    const now = this.sessionOwner.common.clock.now();
    const own = { connects: this.#connects, lastFailure: this.#lastFailure, now };
    return workerStats(this.#state, this.#link, own);
  }

  // --- what happens around it ---

  hear(signal: Signal): void {
    this.post({ type: "signal", signal });
  }

  reachable(): void {
    this.post({ type: "reachable" });
  }

  resume(): void {
    this.post({ type: "resume" });
  }

  full(): void {
    this.post({ type: "full", dial: dialOf(this.#state) });
  }

  // --- the one loop ---

  /** Queues one input and, unless a step is under way, runs all that wait. */
  post(input: Input | (() => void)): void {
    if (this.#mailbox === undefined) this.#run((this.#mailbox = [input]));
    else this.#mailbox.push(input);
  }

  get hasPendingInputs(): boolean {
    return this.#mailbox !== undefined && this.#mailbox.length > 0;
  }

  #run(mailbox: (Input | (() => void))[]): void {
    try {
      for (let next = mailbox.shift(); next !== undefined; next = mailbox.shift())
        this.#handle(next);
    } finally {
      this.#mailbox = undefined;
    }
  }

  /** Errors are reported and not thrown: the caller may be a socket, and an error that is thrown into one ends the process. */
  #handle(input: Input | (() => void)): void {
    try {
      if (typeof input === "function") input();
      else this.#step(input);
    } catch (error) {
      this.error(error);
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

  /** Performs what every change of state requires, so that handlers need not ask for it. */
  #changed(before: StateName, after: StateName, effects: readonly Effect[]): void {
    this.#alarms.keepOnly(due[after]);
    this.#link.messageCell = on[after].message;
    if (isOpen(before) && !isOpen(after)) this.#link.end(toldFailure(effects));
  }

  #env(): Env {
    const { common, connectionConfig: options } = this.sessionOwner;
    return {
      now: common.clock.now(),
      roll: common.random(),
      options,
      activity: this.#link,
      liveness: this.#link.liveness,
      hasGate: options.onOpen !== undefined || options.ready !== undefined,
      waitingSends: this.#link.waitingSends,
      classify: (failure, verdict) => this.#classify(failure, verdict),
    };
  }

  #classify(failure: Failure, verdict: Verdict): Verdict {
    const { retry } = this.sessionOwner.connectionConfig;
    return applicationVerdict(retry, failure, verdict, (error) => this.error(error));
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
        return this.#link.held?.release();
      case "discardHeld":
        return this.#link.held?.discard();
      case "ping":
      case "probe":
        return this.#link.ask(effect.do);
      case "pause":
      case "resume":
        return this.#link.setPaused(effect.do === "pause");
      case "flush":
        return this.#link.sendQueue.flush();
      case "arm":
        return this.#alarms.arm(effect.alarm, effect.ms);
      case "disarm":
        return this.#alarms.disarm(effect.alarm);
      case "emit":
        return this.#emit(effect.event);
      case "settle":
        return this.#settle(effect);
      case "fault":
        return this.fault(effect.message);
    }
  }

  #settle(settled: Settled): void {
    soon(() =>
      this.sessionOwner.workerEnded(retirement(settled, this.#lastFailure, this.sessionOwner.id)),
    );
  }

  #enqueue({ place, automatic }: Extract<Effect, { do: "enqueue" }>): void {
    const admitted = (): void => this.post({ type: "admitted", place });
    this.#ticket = this.sessionOwner.dialer.enter(admitted, { automatic });
  }

  #dial({ dial, attempt }: Extract<Effect, { do: "dial" }>): void {
    const link = (this.#link = new Link(dial, this));
    const request = { dial, attempt, lastFailure: this.#lastFailure };
    link.dialing = this.sessionOwner.dialer.dial(this.#ticket as Ticket, request, link);
    // The ticket belongs to the dialer from now on.
    this.#ticket = undefined;
  }

  /** Reads the stack, as V8 keeps the objects of its frames alive until then, and with them a link that has ended. */
  #keep(failure: LinkError): void {
    this.#lastFailure = failure;
    void failure.stack;
  }

  #emit(event: SessionEvent): void {
    const { events } = this.sessionOwner;
    if (event.type === "connected") {
      this.#connects++;
      const headers = this.#link.takeHeaders();
      return events.connected({ dial: event.dial, protocol: event.protocol, headers });
    }
    const { dial, failure, retryIn } = event;
    const cause = linkError(failure, this.sessionOwner.id);
    if (failure === this.#state.memory.lastFailure) this.#keep(cause);
    const facts = { dial, cause, retryIn };
    if (event.type === "disconnected") events.disconnected(facts);
    else events.dialFailed({ ...facts, attempt: event.attempt });
  }

  // --- for its links ---

  /** Posts a report of a socket. Its phase is that of the state at the time when the report is processed. */
  reported(type: "closed" | "ending", dial: number, report: CloseReport): void {
    this.post(() => {
      const failure = closeFailure(
        report,
        phaseIn(this.#state.in),
        this.sessionOwner.common.clock.wall(),
      );
      this.#step({ type, dial, failure });
    });
  }

  fault(message: string): void {
    this.error(new InvariantError(`${message} (in ${this.#state.in})`));
  }

  error(error: unknown): void {
    this.sessionOwner.events.error(error);
  }
}
