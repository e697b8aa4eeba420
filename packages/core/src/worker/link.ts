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
import type { ConnectionStats, DialSink, Dialing, LivenessMode, StopOptions } from "../worker.ts";
import { closeFailure } from "./close-failure.ts";
import { Gate } from "./gate.ts";
import { isAnswer, livenessOf } from "./liveness.ts";
import { type Figures, NOTHING, type Traffic } from "./figures.ts";
import { openingLink } from "./opening-link.ts";
import type { SessionOwner } from "./session-owner.ts";
import { SendQueue, type SendQueueOwner } from "./send-queue.ts";

/** The session's shell, as its links see it. */
export interface LinkOwner extends Figures {
  readonly owner: SessionOwner;
  /** True while inputs wait for their step; what arrives meanwhile has to wait behind them. */
  readonly behind: boolean;
  post(input: Input | (() => void)): void;
  /** How a socket has closed, or why it takes no more sends. */
  reported(type: "closed" | "ending", dial: number, report: CloseReport): void;
  /** The table said `never`. */
  fault(message: string): void;
  error(error: unknown): void;
}

export class Link extends DialAttempt implements DialSink, LinkActivity, SendQueueOwner {
  readonly dial: number;
  readonly #worker: LinkOwner;
  readonly #owner: SessionOwner;
  /** What the table says to a message now; the shell sets it where the state changes. */
  word: MessageCell;
  /** As the dialer gave it, which is not this link where an application's worker stands between. */
  dialing: Dialing | undefined;
  #sendQueue: SendQueue | undefined;
  liveness: LivenessMode = "none";
  #gate: Gate | undefined;
  /** What came while the gate ran. */
  held: HeldMessages | undefined;
  #life: AbortController | undefined;
  #protocol = "";
  /** Of the answer to the upgrade, until `connected` was told: they may be long, and hold secrets. */
  #headers: OpenInfo["headers"];
  #paused = false;
  #pauses = 0;
  // Activity and figures: marked per message, read when an alarm is due or somebody asks.
  heardAt = 0;
  /** What was heard and sent before this link, if there was anything. */
  #before: Traffic | undefined;
  #since = 0;
  #askedAt: number | undefined;
  #rtt: number | undefined;

  constructor(dial: number, worker: LinkOwner) {
    super();
    this.dial = dial;
    this.#worker = worker;
    this.#owner = worker.owner;
  }

  // --- the hot path: a mark and a write ---

  message(data: string | Uint8Array): void {
    if (this.isOver) return this.late(data);
    if (this.word !== "pass" || this.#worker.behind) return this.#putOff(data);
    this.heardAt = this.#owner.common.burst.now;
    // Where nobody asks with messages, none is an answer.
    if (this.liveness === "probe" && isAnswer(data, this.options, this.#worker))
      return this.#answered(data);
    const taken = this.#owner.inbox.write(data, this.dial);
    if (taken !== "ok") this.#congested(taken);
    this.#gate?.hear(data);
  }

  heard(): void {
    if (this.isOver) return;
    this.heardAt = this.#owner.common.burst.now;
    this.#worker.beats++;
  }

  progress(): void {
    this.heardAt = this.#owner.common.burst.now;
  }

  pong(): void {
    if (this.isOver) return;
    if (this.word === undefined) return this.#worker.fault("pong");
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

  /** The peer's close frame: nothing that waits will be sent. */
  closing(frame: CloseFrame): void {
    this.sendQueue.end(closeFailure(frame, "live", 0));
    this.#worker.reported("ending", this.dial, frame);
  }

  protected whenClosed(report: CloseReport): void {
    this.#worker.reported("closed", this.dial, report);
  }

  #putOff(data: string | Uint8Array): void {
    if (this.#worker.behind) return this.#worker.post(() => this.message(data));
    if (this.word === undefined) return this.#worker.fault("message");
    const bytes = sizeOf(data);
    this.#worker.turnedAway(bytes);
    this.#owner.inbox.drop(1, bytes);
  }

  #answered(data: string | Uint8Array): void {
    this.#worker.answered(sizeOf(data));
    this.#timeAnswer();
  }

  #congested(taken: "pause" | "full"): void {
    const { dial } = this;
    if (taken === "full") this.#worker.post({ type: "full", dial });
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
    this.#owner.inbox.paused();
  }

  /** Runs the gate; what comes meanwhile is held. */
  runGate(): void {
    const { dial } = this;
    this.held = this.#owner.inbox.hold(dial);
    this.#life = new AbortController();
    const budget = new MacrotaskBudget(this.clock);
    const answer = { protocol: this.#protocol, headers: this.#headers };
    const opening = openingLink(this, answer, this.#life.signal, budget);
    this.#gate = new Gate(this.options, opening, this.held, {
      budget,
      passed: () => this.#worker.post({ type: "passed", dial }),
      refused: (cause) => {
        const failure: Failure = { phase: "opening", kind: "gate", cause };
        this.#worker.post({ type: "refused", dial, failure });
      },
    });
  }

  /** It is connected: gives the headers of its answer away, and lets go of its gate, which has them too. */
  settled(): OpenInfo["headers"] {
    const headers = this.#headers;
    this.#headers = this.#gate = undefined;
    return headers;
  }

  close({ code = 1000, reason = "" }: StopOptions): void {
    this.socket.close(code, reason);
  }

  /** Over for everybody on our side: the gate, sends that wait, whoever holds the signal. */
  end(failure: Failure): void {
    // What still waits its turn came too late: counted, and told.
    this.word = ignore;
    this.#headers = undefined;
    const why = new ConnectionClosedError(failure, this.id);
    this.#gate?.end(why);
    this.sendQueue.end(failure);
    // Who listens to it is the application's.
    this.#owner.inContext(() => this.#life?.abort(why));
  }

  // --- as owner of its send queue ---

  /** Made for the first send: most links only listen. */
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
    return this.#owner.id;
  }

  get options(): SessionOptions {
    return this.#owner.connectionConfig;
  }

  get clock(): Clock {
    return this.#owner.common.clock;
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

  /** Of the whole session. */
  get traffic(): Traffic {
    return this.#worker.total(this.#owner.inbox);
  }

  /** To be asked of an open link. Written out: spread first, it would have a hidden class of its own each time. */
  stats(): ConnectionStats {
    const before = this.#before ?? NOTHING;
    const now = this.traffic;
    return {
      dial: this.dial,
      since: this.#since,
      protocol: this.#protocol,
      received: now.received - before.received,
      bytesReceived: now.bytesReceived - before.bytesReceived,
      sent: now.sent - before.sent,
      bytesSent: now.bytesSent - before.bytesSent,
      heartbeats: now.heartbeats - before.heartbeats,
      silence: this.clock.now() - this.heardAt,
      rtt: this.#rtt,
      bufferedAmount: this.socket.bufferedAmount,
      paused: this.#paused,
      pauses: this.#pauses,
    };
  }
}
