// The link of a session to Redis: connections that are opened, watched, given up and opened again. What decides about them is a pure step; this carries it
// out.

import { backoff, type Clock, ConfigError, handled, type Timer } from "@skep/core/base";
import { EngineError } from "../errors.ts";
import { timelyAnswer } from "../timely-answer.ts";
import { FIRST, type LinkEffect, type LinkInput, type LinkState, step } from "./link-state.ts";
import { partitionOf } from "./layout.ts";
import type { RedisClientLike } from "./redis-client.ts";
import { RedisConnection } from "./redis-connection.ts";

export interface LinkOptions {
  readonly client: RedisClientLike;
  readonly prefix: string;
  readonly session: string;
  readonly clock: Clock;
  readonly random: () => number;
  /** The channels that are to be told now. */
  readonly channels: () => readonly string[];
  /** Whether this one is. */
  readonly isWanted: (channel: string) => boolean;
  readonly message: (channel: string, text: string) => void;
  /** What channels of this partition were told may have been lost. */
  readonly moved: (partition: number) => void;
  readonly up: () => void;
  readonly down: (reason: unknown) => void;
}

/** Milliseconds between two beats. */
const BEAT_INTERVAL = 2_000;

/** Milliseconds for all that an opening needs but its channels, each of which has one more. */
const OPEN_TIMEOUT = 2_500;

/** Redis is found within five seconds after it is back, and not dialled more often than a server that starts bears. */
const BACKOFF = {
  initialDelay: 50,
  multiplier: 2,
  maxDelay: 1_000,
  minDelay: 10,
  jitter: "full",
} as const;

export class RedisLink {
  readonly #options: LinkOptions;
  #state: LinkState;
  #connection: RedisConnection | undefined;
  #timer: Timer | undefined;
  /** Why Redis is away. */
  #reason: unknown;
  /** Aborts the opening that is under way. */
  #opening: AbortController | undefined;

  constructor(options: LinkOptions) {
    this.#options = options;
    const [state, effects] = FIRST;
    this.#state = state;
    for (const effect of effects) this.#perform(effect);
  }

  get isUp(): boolean {
    return this.#state.name === "up";
  }

  /** Why it is not up, where that is known. */
  get reason(): unknown {
    return this.#reason;
  }

  /** Throws an `EngineError` where Redis is away. */
  get connection(): RedisConnection {
    if (this.#connection !== undefined && this.isUp) return this.#connection;
    if (this.#state.name === "closed")
      throw new EngineError("The session of the engine is closed.");
    throw new EngineError("Redis is away.", this.#reason);
  }

  close(): void {
    this.#input({ type: "close" });
  }

  /** Subscribes again to the channels of a partition, where the client of a cluster has lost them on the way to another node. */
  async resubscribe(partition: number): Promise<void> {
    const { connection } = this;
    const channels = this.#options.channels().filter((name) => partitionOf(name) === partition);
    await connection.resubscribe(partition, channels);
    this.#leaveUnwanted(connection, channels);
  }

  /** Those that were left meanwhile: a command that had overtaken the subscription would have left nothing. */
  #leaveUnwanted(connection: RedisConnection, channels: readonly string[]): void {
    const left = channels.filter((channel) => !this.#options.isWanted(channel));
    if (left.length > 0) void handled(connection.unsubscribe(left));
  }

  #input(input: LinkInput): void {
    const [state, effects] = step(this.#state, input);
    this.#state = state;
    for (const effect of effects) this.#perform(effect);
  }

  #perform(effect: LinkEffect): void {
    switch (effect.type) {
      case "connect":
        return void handled(this.#connect());
      case "discard":
        return this.#discard();
      case "beat":
        return this.#beat();
      case "wait":
        return this.#wait(effect.attempt);
      case "up":
        this.#schedule();
        this.#reason = undefined;
        return this.#options.up();
      default:
        this.#reason = effect.reason;
        return this.#options.down(effect.reason);
    }
  }

  async #connect(): Promise<void> {
    const { clock } = this.#options;
    const channels = this.#options.channels();
    const opening = new AbortController();
    this.#opening = opening;
    const open = async (): Promise<RedisConnection> => {
      const connection = (this.#connection = this.#newConnection());
      await connection.open(channels);
      return connection;
    };
    const timeout = OPEN_TIMEOUT + channels.length;
    const opened = await timelyAnswer(open, { clock, timeout, gone: opening.signal });
    if (this.#opening !== opening) return;
    if (opened.failure === undefined) return this.#opened(opened.answer, channels);
    const reason = opened.error ?? new EngineError("Redis has not answered in time.");
    this.#input({ type: "lost", reason });
  }

  /** What it tells after it was given up is not heard. */
  #newConnection(): RedisConnection {
    const told = (input: LinkInput): void => {
      if (this.#isCurrent(connection)) this.#input(input);
    };
    const connection = new RedisConnection({
      ...this.#options,
      lost: (reason) => told({ type: "lost", reason }),
      heard: () => told({ type: "heard" }),
      moved: (partition) => this.#isCurrent(connection) && this.#options.moved(partition),
    });
    return connection;
  }

  #isCurrent(connection: RedisConnection): boolean {
    return this.#connection === connection;
  }

  #opened(connection: RedisConnection, channels: readonly string[]): void {
    this.#opening = undefined;
    this.#leaveUnwanted(connection, channels);
    this.#input({ type: "connected" });
  }

  #discard(): void {
    this.#timer?.cancel();
    this.#opening?.abort();
    this.#opening = undefined;
    this.#connection?.destroy();
    this.#connection = undefined;
  }

  #schedule(): void {
    this.#timer = this.#options.clock.schedule(BEAT_INTERVAL, () => {
      this.#input({ type: "tick" });
      if (this.isUp) this.#schedule();
    });
  }

  #beat(): void {
    const connection = this.#connection;
    connection?.beat().catch((reason: unknown) => {
      if (this.#connection === connection) this.#input({ type: "refused", reason });
    });
  }

  #wait(attempt: number): void {
    const { clock, random } = this.#options;
    const retry = (): void => this.#input({ type: "retry" });
    this.#timer = clock.schedule(backoff(attempt, random(), BACKOFF), retry);
  }
}

/** A server that cannot be used at all. */
export function isHopeless(reason: unknown): reason is ConfigError {
  return reason instanceof ConfigError;
}
