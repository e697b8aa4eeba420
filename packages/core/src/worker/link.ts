// One dial as its session sees it: where the socket reports, the hot path, and what is done to the socket.

import type { Clock } from "../base/clock.ts";
import { handled } from "../base/handled.ts";
import { sizeOf } from "../base/size-of.ts";
import { checkPayload } from "../options/arguments.ts";
import { ConnectionClosedError, type DialError } from "../errors.ts";
import type { Failure } from "../failure.ts";
import type { Probe, SessionOptions } from "../options/options.ts";
import type { Input } from "../session/input.ts";
import type { Vitals } from "../session/step.ts";
import type { HotWord } from "../session/table.ts";
import type { CloseReport, MessageData, OpenInfo, Socket } from "../transport.ts";
import type {
  ConnectionStats,
  DialSink,
  Dialing,
  LivenessMode,
  PoolPlugin,
  StopOptions,
} from "../worker.ts";
import { Gate } from "./gate.ts";
import { livenessOf } from "./liveness.ts";
import { type Figures, since, type Traffic } from "./figures.ts";
import { Outbox, type OutboxOwner } from "./outbox.ts";

/** The session's shell, as its links see it. */
export interface LinkOwner {
  readonly plugin: PoolPlugin;
  /** True while inputs wait for their step; what arrives meanwhile has to wait behind them. */
  readonly behind: boolean;
  post(input: Input | (() => void)): void;
  closed(dial: number, report: CloseReport): void;
  /** The table said `never`. */
  fault(message: string): void;
  error(error: unknown): void;
}

export class Link implements DialSink, Vitals, OutboxOwner {
  readonly dial: number;
  readonly #owner: LinkOwner;
  readonly #plugin: PoolPlugin;
  /** What the table says to a message now; the shell sets it where the state changes. */
  word: HotWord = "never";
  dialing: Dialing | undefined;
  // There from `opened` on, and nobody acts on it before.
  socket!: Socket;
  #outbox: Outbox | undefined;
  liveness: LivenessMode = "none";
  #gate: Gate | undefined;
  #life: AbortController | undefined;
  #protocol = "";
  #paused = false;
  #pauses = 0;
  // Vital signs and figures: marked per message, read when an alarm is due or somebody asks.
  heardAt = 0;
  readonly figures: Figures;
  #before: Traffic | undefined;
  #since = 0;
  #askedAt: number | undefined;
  #rtt: number | undefined;

  constructor(dial: number, owner: LinkOwner, figures: Figures) {
    this.dial = dial;
    this.#owner = owner;
    this.#plugin = owner.plugin;
    this.figures = figures;
  }

  // --- the hot path: a mark and a write ---

  message(data: string | Uint8Array): void {
    if (this.word !== "pass" || this.#owner.behind) return this.#putOff(data);
    this.heardAt = this.#plugin.burst.now;
    const { probe } = this.options;
    if (probe !== undefined && this.#isAnswer(probe, data)) return this.#answered(data);
    const taken = this.#plugin.inbox.write(data, this.dial);
    if (taken !== "ok") this.#crowd(taken);
    this.#gate?.hear(data);
  }

  heard(): void {
    this.heardAt = this.#plugin.burst.now;
    this.figures.beats++;
  }

  pong(): void {
    if (this.word === "never") return this.#owner.fault("pong");
    this.heard();
    this.#timeAnswer();
  }

  // --- what else the socket reports ---

  resolved(): void {
    this.#owner.post({ type: "resolved", dial: this.dial });
  }

  unresolved(cause: DialError): void {
    this.#owner.post({ type: "unresolved", dial: this.dial, failure: cause });
  }

  opened({ protocol }: OpenInfo): void {
    this.socket = this.dialing?.socket as Socket;
    this.#protocol = protocol;
    this.#before = this.traffic;
    this.#since = this.clock.wall();
    this.heardAt = this.clock.now();
    this.liveness = livenessOf(this.options, this.socket);
    this.#owner.post({ type: "opened", dial: this.dial, protocol });
  }

  drained(): void {
    if (this.waitingSends > 0) this.#owner.post({ type: "drained", dial: this.dial });
  }

  closed(report: CloseReport): void {
    this.#owner.closed(this.dial, report);
  }

  #putOff(data: string | Uint8Array): void {
    if (this.#owner.behind) return this.#owner.post(() => this.message(data));
    if (this.word === "never") return this.#owner.fault("message");
    const bytes = sizeOf(data);
    this.figures.turnedAway(bytes);
    this.#plugin.inbox.drop(1, bytes);
  }

  #answered(data: string | Uint8Array): void {
    this.figures.answered(sizeOf(data));
    this.#timeAnswer();
  }

  #crowd(taken: "pause" | "full"): void {
    const { dial } = this;
    if (taken === "full") this.#owner.post({ type: "full", dial });
    else if (!this.#paused && this.socket.pause !== undefined)
      this.#owner.post({ type: "congested", dial });
  }

  #isAnswer(probe: Probe, data: string | Uint8Array): boolean {
    try {
      return probe.isAnswer?.(data) === true;
    } catch (error) {
      this.#owner.error(error);
      return false;
    }
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
      else this.outbox.ask(this.options.probe?.message() as MessageData);
    } catch (error) {
      this.#owner.error(error);
    }
  }

  setPaused(paused: boolean): void {
    this.#paused = paused;
    if (paused) this.#pauses++;
    if (!paused) return this.socket.resume?.();
    this.socket.pause?.();
    this.#plugin.inbox.paused();
  }

  /** Runs the gate; what comes meanwhile is held. */
  greet(): void {
    const { dial } = this;
    this.#plugin.inbox.hold();
    this.#life = new AbortController();
    const opening = {
      send: (data: MessageData) => {
        checkPayload(data);
        return handled(this.outbox.send(data, undefined));
      },
      dial,
      protocol: this.#protocol,
      signal: this.#life.signal,
    };
    this.#gate = new Gate(this.options, opening, this.#plugin.inbox, {
      passed: () => this.#owner.post({ type: "passed", dial }),
      refused: (cause) =>
        this.#owner.post({
          type: "refused",
          dial,
          failure: { phase: "opening", kind: "gate", cause },
        }),
    });
  }

  close({ code = 1000, reason = "" }: StopOptions): void {
    this.socket.close(code, reason);
  }

  /** Over for everybody on our side: the gate, sends that wait, whoever holds the signal. */
  end(failure: Failure): void {
    // What still waits its turn came too late: counted, and told.
    this.word = "ignore";
    const why = new ConnectionClosedError(failure);
    this.#gate?.end(why);
    this.outbox.end(failure);
    this.#life?.abort(why);
  }

  // --- as owner of its outbox ---

  /** Made for the first send: most links only listen. */
  get outbox(): Outbox {
    return (this.#outbox ??= new Outbox(this));
  }

  get waitingSends(): number {
    return this.#outbox?.waiting ?? 0;
  }

  get id(): string {
    return this.#plugin.id;
  }

  get options(): SessionOptions {
    return this.#plugin.connectionConfig;
  }

  get clock(): Clock {
    return this.#plugin.clock;
  }

  backlogged(): void {
    this.#owner.post({ type: "backlogged", dial: this.dial });
  }

  broken(): void {
    this.#owner.post({ type: "broken", dial: this.dial });
  }

  /** Of the whole session. */
  get traffic(): Traffic {
    return this.figures.total(this.#plugin?.inbox);
  }

  /** To be asked of an open link. */
  stats(): ConnectionStats {
    return {
      ...since(this.#before as Traffic, this.traffic),
      dial: this.dial,
      since: this.#since,
      protocol: this.#protocol,
      silence: this.clock.now() - this.heardAt,
      rtt: this.#rtt,
      bufferedAmount: this.socket.bufferedAmount,
      paused: this.#paused,
      pauses: this.#pauses,
    };
  }
}
