// One dial as its session sees it: what the socket tells, the hot path, and what is done to the socket.

import type { Clock } from "../base/clock.ts";
import { MacrotaskBudget } from "../base/macrotask-budget.ts";
import { sizeOf } from "../base/size-of.ts";
import { ConnectionClosedError, type DialError } from "../errors.ts";
import type { Failure } from "../failure.ts";
import type { SessionOptions } from "../options/options.ts";
import type { Input } from "../session/input.ts";
import type { LinkActivity } from "../session/step.ts";
import { type MessageCell, ignore } from "../session/table.ts";
import type { CloseFrame, CloseReport, MessageData, OpenInfo, Socket } from "../transport.ts";
import type { HeldMessages } from "../inbox-writer.ts";
import { DialAttempt } from "../dialing/dial-attempt.ts";
import type { DialSink, Dialing } from "../worker.ts";
import type { ConnectionStats, LivenessMode } from "../connection-stats.ts";
import type { StopOptions } from "../peer.ts";
import { closeFailure } from "./close-failure.ts";
import { Gate } from "./gate.ts";
import { isAnswer, livenessOf } from "./liveness.ts";
import { type Figures, NOTHING, type Traffic } from "./figures.ts";
import { openingLink } from "./opening-link.ts";
import type { SessionOwner } from "./session-owner.ts";
import { SendQueue, type SendQueueOwner } from "./send-queue.ts";

/** The session's shell, as its links see it. */
export interface LinkOwner extends Figures {
  readonly sessionOwner: SessionOwner;
  /** Inputs wait for their step. Messages that arrive meanwhile have to wait behind them. */
  readonly hasPendingInputs: boolean;
  post(input: Input | (() => void)): void;
  /** How a socket has closed, or why it takes no more sends. */
  reported(type: "closed" | "ending", dial: number, report: CloseReport): void;
  /** Reports a fault of Skep itself, such as an input that is impossible in the current state. */
  fault(message: string): void;
  error(error: unknown): void;
}

export class Link extends DialAttempt implements DialSink, LinkActivity, SendQueueOwner {
  readonly dial: number;
  readonly #worker: LinkOwner;
  readonly #sessionOwner: SessionOwner;
  /** The cell of the table for a message in the current state. The shell sets it when the state changes. */
  messageCell: MessageCell;
  /** The result of `dialer.dial`. It is this link, unless the dialer is one of an application's worker. */
  dialing: Dialing | undefined;
  #sendQueue: SendQueue | undefined;
  liveness: LivenessMode = "none";
  #gate: Gate | undefined;
  /** The messages that came while the gate ran. */
  held: HeldMessages | undefined;
  /** Aborts the signal of the opening link when the link ends. */
  #linkAbort: AbortController | undefined;
  #protocol = "";
  /** The headers of the answer to the upgrade. They are dropped once `connected` was told, as they may be long and hold secrets. */
  #headers: OpenInfo["headers"];
  #paused = false;
  #pauses = 0;
  // Activity and figures: marked per message, read when an alarm is due or somebody asks.
  heardAt = 0;
  /** The traffic of the session before this link, if there was any. */
  #before: Traffic | undefined;
  #since = 0;
  #askedAt: number | undefined;
  #rtt: number | undefined;

  constructor(dial: number, worker: LinkOwner) {
    super();
    this.dial = dial;
    this.#worker = worker;
    this.#sessionOwner = worker.sessionOwner;
  }

  // --- the hot path: a mark and a write ---

  message(data: string | Uint8Array): void {
    if (this.isOver) return this.late(data);
    if (this.messageCell !== "pass" || this.#worker.hasPendingInputs)
      return this.#postponeOrDrop(data);
    this.heardAt = this.#sessionOwner.common.burst.now;
    // Only a link that is kept alive by probes gets answers to probes.
    if (this.liveness === "probe" && isAnswer(data, this.options, this.#worker))
      return this.#answered(data);
    const answer = this.#sessionOwner.inbox.write(data, this.dial);
    if (answer !== "ok") this.#stopReading(answer);
    this.#gate?.hear(data);
  }

  heard(): void {
    if (this.isOver) return;
    this.heardAt = this.#sessionOwner.common.burst.now;
    this.#worker.beats++;
  }

  progress(): void {
    this.heardAt = this.#sessionOwner.common.burst.now;
  }

  pong(): void {
    if (this.isOver) return;
    if (this.messageCell === undefined) return this.#worker.fault("pong");
    this.heard();
    this.#timeAnswer();
  }

  // --- what else the socket reports ---

  resolved(): void {
    this.socket = this.dialing?.socket as Socket;
    this.#worker.post({ type: "resolved", dial: this.dial });
  }

  unresolved(cause: DialError): void {
    this.#worker.post({ type: "unresolved", dial: this.dial, failure: cause });
  }

  protected whenOpened({ protocol, headers }: OpenInfo): void {
    this.#protocol = protocol;
    this.#headers = headers;
    const { traffic } = this;
    if (traffic.heartbeats + traffic.sent > 0) this.#before = traffic;
    this.#since = this.clock.wall();
    this.heardAt = this.clock.now();
    this.liveness = livenessOf(this.options, this.socket);
    this.#worker.post({ type: "opened", dial: this.dial, protocol });
  }

  drained(): void {
    if (this.waitingSends > 0) this.#worker.post({ type: "drained", dial: this.dial });
  }

  /** The peer sent a close frame: sends that wait are rejected. */
  closing(frame: CloseFrame): void {
    this.sendQueue.end(closeFailure(frame, "live", 0));
    this.#worker.reported("ending", this.dial, frame);
  }

  protected whenClosed(report: CloseReport): void {
    this.#worker.reported("closed", this.dial, report);
  }

  /** Postpones a message while inputs wait for their step. Otherwise drops it, as it came too late. */
  #postponeOrDrop(data: string | Uint8Array): void {
    if (this.#worker.hasPendingInputs) return this.#worker.post(() => this.message(data));
    if (this.messageCell === undefined) return this.#worker.fault("message");
    const bytes = sizeOf(data);
    this.#worker.turnedAway(bytes);
    this.#sessionOwner.inbox.drop(1, bytes);
  }

  #answered(data: string | Uint8Array): void {
    this.#worker.answered(sizeOf(data));
    this.#timeAnswer();
  }

  #stopReading(answer: "pause" | "full"): void {
    const { dial } = this;
    if (answer === "full") this.#worker.post({ type: "full", dial });
    else if (!this.#paused && this.socket.pause !== undefined)
      this.#worker.post({ type: "pause", dial });
  }

  #timeAnswer(): void {
    if (this.#askedAt === undefined) return;
    this.#rtt = this.clock.now() - this.#askedAt;
    this.#askedAt = undefined;
  }

  // --- what the session does to it ---

  ask(how: "ping" | "probe"): void {
    // Answers come in order: the first one belongs to the first question that is open.
    this.#askedAt ??= this.clock.now();
    try {
      if (how === "ping") this.socket.ping?.();
      else this.sendQueue.ask(this.options.probe?.message() as MessageData);
    } catch (error) {
      this.#worker.error(error);
    }
  }

  setPaused(paused: boolean): void {
    this.#paused = paused;
    if (paused) this.#pauses++;
    if (!paused) return this.socket.resume?.();
    this.socket.pause?.();
    this.#sessionOwner.inbox.paused();
  }

  /** Runs the gate; messages that come meanwhile are held. */
  runGate(): void {
    const { dial } = this;
    this.held = this.#sessionOwner.inbox.hold(dial);
    this.#linkAbort = new AbortController();
    const budget = new MacrotaskBudget(this.clock);
    const answer = { protocol: this.#protocol, headers: this.#headers };
    const opening = openingLink(this, answer, this.#linkAbort.signal, budget);
    this.#gate = new Gate(this.options, opening, this.held, {
      budget,
      passed: () => this.#worker.post({ type: "passed", dial }),
      refused: (cause) => {
        const failure: Failure = { phase: "opening", kind: "gate", cause };
        this.#worker.post({ type: "refused", dial, failure });
      },
    });
  }

  /** The link is connected: returns the headers of its upgrade and drops them here, and with them the gate, which keeps them too. */
  takeHeaders(): OpenInfo["headers"] {
    const headers = this.#headers;
    this.#headers = this.#gate = undefined;
    return headers;
  }

  close({ code = 1000, reason = "" }: StopOptions): void {
    this.socket.close(code, reason);
  }

  /** Ends the gate and the sends that wait, and aborts the signal of the opening link. */
  end(failure: Failure): void {
    // Messages that are still postponed come too late: they are dropped, counted and told.
    this.messageCell = ignore;
    this.#headers = undefined;
    const why = new ConnectionClosedError(failure, this.id);
    this.#gate?.end(why);
    this.sendQueue.end(failure);
    // Listeners of this signal are code of the application.
    this.#sessionOwner.inContext(() => this.#linkAbort?.abort(why));
  }

  // --- as owner of its send queue ---

  /** The queue is made for the first send, as most links only listen. */
  get sendQueue(): SendQueue {
    return (this.#sendQueue ??= new SendQueue(this));
  }

  get waitingSends(): number {
    return this.#sendQueue?.waiting ?? 0;
  }

  get figures(): Figures {
    return this.#worker;
  }

  get id(): string {
    return this.#sessionOwner.id;
  }

  get options(): SessionOptions {
    return this.#sessionOwner.connectionConfig;
  }

  get clock(): Clock {
    return this.#sessionOwner.common.clock;
  }

  changed(type: "sendQueued" | "backlogBegan"): void {
    this.#worker.post({ type, dial: this.dial });
  }

  refused(error: unknown): void {
    this.#worker.reported("ending", this.dial, { code: 1006, reason: "", error });
  }

  get backlog(): number {
    return this.#sendQueue?.backlog ?? 0;
  }

  get taken(): number {
    return this.#sendQueue?.taken ?? 0;
  }

  /** The traffic of the whole session. */
  get traffic(): Traffic {
    return this.#worker.total(this.#sessionOwner.inbox);
  }

  /** The figures of an open link. Each is written out, as a spread would give every result a hidden class of its own. */
  stats(traffic: Traffic, now: number): ConnectionStats {
    const before = this.#before ?? NOTHING;
    return {
      dial: this.dial,
      since: this.#since,
      protocol: this.#protocol,
      received: traffic.received - before.received,
      bytesReceived: traffic.bytesReceived - before.bytesReceived,
      sent: traffic.sent - before.sent,
      bytesSent: traffic.bytesSent - before.bytesSent,
      heartbeats: traffic.heartbeats - before.heartbeats,
      silence: now - this.heardAt,
      rtt: this.#rtt,
      bufferedAmount: this.socket.bufferedAmount,
      paused: this.#paused,
      pauses: this.#pauses,
    };
  }
}
