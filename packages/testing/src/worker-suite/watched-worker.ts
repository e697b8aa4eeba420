// A worker between a pool and the worker on trial: passes everything on, and writes down what the interface forbids.

import type { MessageData, SessionState, StopOptions, Timer, WaitOptions } from "@skep/core";
import {
  type EventSink,
  type InboxListener,
  type InboxWriter,
  type PoolPlugin,
  type Worker,
  type WorkerStats,
  wrapInbox,
} from "@skep/core/worker";

const STATES: readonly SessionState[] = [
  "idle",
  "queued",
  "dialing",
  "opening",
  "connected",
  "ending",
  "waiting",
  "closing",
  "stopped",
];

/** What the worker told. */
export interface Told {
  readonly type: "connected" | "disconnected" | "dialfailed";
  readonly dial: number;
  readonly attempt?: number;
}

/** What it wrote to the inbox. */
export interface Written {
  readonly data: string | Uint8Array;
  readonly dial: number;
}

export class WatchedWorker implements Worker {
  readonly worker: Worker;
  readonly told: Told[] = [];
  readonly written: Written[] = [];
  /** Broken rules. */
  readonly faults: string[] = [];
  /** What the inbox is to answer to the next writes in place of its own answer. */
  readonly answers: ("pause" | "full")[] = [];
  /** Calls of `paused`. */
  paused = 0;
  /** `start` has settled, and how. */
  settled: { readonly error?: unknown } | undefined;
  plugin: PoolPlugin | undefined;
  #inboxListener: InboxListener | undefined;
  #connected: number | undefined;
  /** The latest dial that has ended. */
  #ended = 0;
  readonly #timers = new Set<Timer>();

  constructor(worker: Worker) {
    this.worker = worker;
  }

  // --- what a pool calls ---

  async start(plugin: PoolPlugin): Promise<void> {
    this.plugin = plugin;
    try {
      const life: unknown = this.worker.start({
        ...plugin,
        clock: { ...this.#clock(plugin) },
        events: this.#events(plugin.events),
        inbox: this.#inbox(plugin.inbox),
      });
      if (typeof (life as Partial<Promise<void>> | undefined)?.then !== "function")
        this.faults.push("start returned no promise");
      await life;
      this.#settle({});
    } catch (error) {
      this.#settle({ error });
      throw error;
    }
  }

  stop(options?: StopOptions): void {
    this.worker.stop(options);
  }

  send(data: MessageData, options?: WaitOptions): Promise<void> {
    return this.worker.send(data, options);
  }

  get state(): SessionState {
    return this.worker.state;
  }

  stats(): WorkerStats {
    return this.worker.stats();
  }

  trySend(data: MessageData): boolean {
    return this.worker.trySend?.(data) === true;
  }

  redial(): void {
    this.worker.redial?.();
  }

  // --- what the inbox says, in the hand of a case ---

  /** The queue is at its low-water mark. */
  resume(): void {
    this.#inboxListener?.resume();
  }

  /** This link has to be given up. */
  full(): void {
    this.#inboxListener?.full?.();
  }

  // --- rules ---

  get isConnected(): boolean {
    return this.#connected !== undefined;
  }

  /** Asks for the state, which must be one, and say `connected` exactly while that was told. */
  checkState(when: string): void {
    try {
      const { state } = this.worker.stats();
      const { state: own } = this.worker;
      if (own !== state) this.faults.push(`the state was ${own}, and ${state} in stats, ${when}`);
      if (!STATES.includes(state)) this.faults.push(`the state was ${state} ${when}`);
      else if ((state === "connected") !== this.isConnected)
        this.faults.push(`the state was ${state} ${when}`);
    } catch (error) {
      this.faults.push(`stats threw ${when}: ${String(error)}`);
    }
  }

  #settle(how: { error?: unknown }): void {
    this.settled = how;
    if (this.#timers.size > 0) this.faults.push(`${this.#timers.size} timers were left`);
    // What it did not tell itself, the pool tells.
    this.#connected = undefined;
    this.checkState("after its end");
  }

  #clock({ clock }: PoolPlugin): PoolPlugin["clock"] {
    return {
      now: () => clock.now(),
      wall: () => clock.wall(),
      schedule: (delay, due) => {
        if (this.settled) this.faults.push("a timer was set after its end");
        const timer = clock.schedule(delay, () => {
          this.#timers.delete(timer);
          due();
        });
        this.#timers.add(timer);
        return {
          cancel: () => {
            this.#timers.delete(timer);
            timer.cancel();
          },
        };
      },
    };
  }

  #events(events: EventSink): EventSink {
    return {
      connected: (facts) => {
        if (this.isConnected) this.faults.push("connected was told twice");
        this.#begin(facts.dial, "connected");
        this.#connected = facts.dial;
        this.#note({ type: "connected", dial: facts.dial }, () => events.connected(facts));
      },
      disconnected: (facts) => {
        if (this.#connected !== facts.dial)
          this.faults.push(`disconnected was told of dial ${facts.dial}, which was not connected`);
        this.#connected = undefined;
        this.#ended = facts.dial;
        this.#note({ type: "disconnected", dial: facts.dial }, () => events.disconnected(facts));
      },
      dialFailed: (facts) => {
        if (this.isConnected) this.faults.push("dialfailed was told while connected");
        this.#begin(facts.dial, "dialfailed");
        this.#ended = facts.dial;
        const { dial, attempt } = facts;
        this.#note({ type: "dialfailed", dial, attempt }, () => events.dialFailed(facts));
      },
      error: (error) => events.error(error),
    };
  }

  #begin(dial: number, type: string): void {
    if (!Number.isSafeInteger(dial) || dial <= this.#ended)
      this.faults.push(`${type} was told of dial ${dial}, after ${this.#ended}`);
  }

  #note(told: Told, tell: () => void): void {
    if (this.settled) this.faults.push(`${told.type} was told after its end`);
    this.told.push(told);
    this.checkState(`when ${told.type} was told`);
    tell();
  }

  #inbox(inbox: InboxWriter): InboxWriter {
    return wrapInbox(inbox, {
      write: (data, dial) => this.#write(inbox, data, dial),
      listen: (listener) => inbox.listen((this.#inboxListener = listener)),
      paused: () => {
        this.paused += 1;
        inbox.paused();
      },
    });
  }

  #write(inbox: InboxWriter, data: string | Uint8Array, dial: number): "ok" | "pause" | "full" {
    if (this.settled) this.faults.push("a message was written after its end");
    else if (dial !== (this.#connected ?? dial) || dial <= this.#ended)
      this.faults.push(`a message was written as of dial ${dial}, which is not the live one`);
    this.written.push({ data, dial });
    const said = inbox.write(data, dial);
    return this.answers.shift() ?? said;
  }
}
