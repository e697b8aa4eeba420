// The engine in the memory of one process: for a hub that stands alone, and for tests. What it keeps is gone with the process.

import { type Clock, Fifo, soon } from "@skep/core/base";
import type { Position } from "@skep/protocol";
import type {
  Engine,
  EngineListener,
  EngineMessage,
  EngineSession,
  Published,
  PublishKey,
  PublishRequest,
  ReadAnswer,
  ReadRange,
} from "./engine.ts";
import { Epochs } from "./epochs.ts";
import { HistoryBudget } from "./history-budget.ts";
import { KeyExpiry } from "./key-expiry.ts";
import { MemoryLog } from "./memory-log.ts";
import { fillMemoryOptions } from "./memory-options.ts";
import { type MemoryChannels, MemorySession, type Subscription } from "./memory-session.ts";

/** The options of the engine in memory. */
export interface MemoryEngineOptions {
  /** The bytes of all histories together. Default: 67,108,864 (64 MiB); whole number from 0. Overflow: the oldest message of all is trimmed. */
  readonly maxBytes?: number | undefined;
  /**
   * The channels whose positions are remembered. Default: 100,000; whole number from 1. Overflow: a channel without subscribers is
   * forgotten, and is another one with another epoch when it is published to again. A channel that is only read is not remembered, nor is one
   * to which nothing was published when its last subscriber leaves.
   */
  readonly maxChannels?: number | undefined;
  /** The idempotency keys of one channel. Default: 10,000; whole number from 1. Overflow: the oldest is forgotten. */
  readonly maxKeys?: number | undefined;
  /** For tests. Default: the clock of the system. */
  readonly clock?: Clock | undefined;
  /** From 0 to 1, for epochs. Default: `Math.random`. */
  readonly random?: (() => number) | undefined;
}

/**
 * An engine in memory. Nothing that it tells is lost on the way, so it tells no tops. Several hubs of one process may share it, and a hub may be followed by another one on the same engine, for
 * which nothing is lost.
 */
export function memoryEngine(options: MemoryEngineOptions = {}): Engine {
  return new MemoryEngine(options);
}

/** How many channels are looked at for one that can be forgotten. Those in use go to the end of the line. */
const LOOKS = 64;

class MemoryEngine implements Engine, MemoryChannels {
  readonly name = "memory";
  readonly #options: ReturnType<typeof fillMemoryOptions>;
  readonly #budget: HistoryBudget;
  readonly #logs = new Map<string, MemoryLog>();
  readonly #epochs: Epochs;
  readonly #keyExpiry = new KeyExpiry();
  readonly #subscribers = new Map<string, Set<Subscription>>();
  // Bound: what was published in this macrotask, times its subscribers.
  readonly #pending = new Fifo<readonly [Subscription, EngineMessage]>();

  constructor(options: MemoryEngineOptions) {
    this.#options = fillMemoryOptions(options);
    this.#budget = new HistoryBudget(this.#options.maxBytes);
    this.#epochs = new Epochs(this.#options);
  }

  async open(listener: EngineListener): Promise<EngineSession> {
    return new MemorySession(this, listener);
  }

  publish(request: PublishRequest): Published {
    const log = this.#logOf(request.channel);
    const now = this.#options.clock.wall();
    const { key } = request;
    const known = key && log.keys.find(key, now);
    if (known !== undefined) {
      const outcome = known.digest === key?.digest ? "duplicate" : "conflict";
      return { outcome, position: known.position };
    }
    this.#deliver(log.append(request));
    const { top: position } = log;
    if (key !== undefined) this.#remember(key, log, now);
    return { outcome: "published", position };
  }

  #remember(key: PublishKey, log: MemoryLog, now: number): void {
    log.keys.add(key, log.top, now);
    this.#keyExpiry.add(log.keys, now + key.window);
    this.#keyExpiry.forget(now);
  }

  /** A channel that is not known is read as an empty one, and stays unknown: whoever reads names at random fills nothing. */
  read(channel: string, range: ReadRange): ReadAnswer {
    const log = this.#logs.get(channel) ?? this.#newLog(channel);
    return log.read(range, this.#options.clock.wall());
  }

  subscribe(subscription: Subscription): Position {
    const { channel } = subscription;
    const log = this.#logOf(channel);
    const all = this.#subscribers.get(channel) ?? new Set();
    this.#subscribers.set(channel, all.add(subscription));
    return log.top;
  }

  topOf(channel: string): Position {
    return this.#logOf(channel).top;
  }

  unsubscribe(subscription: Subscription): void {
    const { channel } = subscription;
    const all = this.#subscribers.get(channel);
    all?.delete(subscription);
    if (all?.size !== 0) return;
    this.#subscribers.delete(channel);
    if (this.#logs.get(channel)?.isNew === true) this.#logs.delete(channel);
  }

  // --- telling ---

  /** Told in a microtask: nobody is called from inside of a publish. */
  #deliver(message: EngineMessage): void {
    for (const subscription of this.#subscribers.get(message.channel) ?? []) {
      if (this.#pending.size === 0) soon(this.#tell);
      this.#pending.push([subscription, message]);
    }
  }

  readonly #tell = (): void => {
    for (const [subscription, message] of this.#pending.shiftMany(this.#pending.size))
      subscription.tell(message);
  };

  // --- channels ---

  #logOf(channel: string): MemoryLog {
    const known = this.#logs.get(channel);
    if (known !== undefined) return known;
    if (this.#logs.size >= this.#options.maxChannels) this.#forgetOne();
    const log = this.#newLog(channel);
    this.#logs.set(channel, log);
    return log;
  }

  #newLog(channel: string): MemoryLog {
    return new MemoryLog(channel, this.#epochs.of(channel), this.#budget, this.#options.maxKeys);
  }

  /** Of the channels that nobody has subscribed to, one of which nothing is kept; else the first. */
  #forgetOne(): void {
    const now = this.#options.clock.wall();
    const looked = this.#first(LOOKS).filter(([channel]) => !this.#moveIfInUse(channel));
    const idle = looked.find(([, log]) => log.isIdle(now)) ?? looked[0];
    if (idle === undefined) return;
    const [channel, log] = idle;
    log.clear();
    this.#logs.delete(channel);
    this.#epochs.next();
  }

  #first(count: number): [string, MemoryLog][] {
    const first: [string, MemoryLog][] = [];
    for (const entry of this.#logs) if (first.push(entry) === count) break;
    return first;
  }

  #moveIfInUse(channel: string): boolean {
    const isInUse = this.#subscribers.has(channel);
    const log = this.#logs.get(channel);
    if (isInUse && log !== undefined) {
      this.#logs.delete(channel);
      this.#logs.set(channel, log);
    }
    return isInUse;
  }
}
