// The publications of one process: each is sent until the engine has it, under one key, so that it happens once.

import { backoff, type Clock, sleep } from "@skep/core/base";
import { jsonOf } from "@skep/protocol";
import { EngineError } from "../errors.ts";
import type { Draft } from "../payload.ts";

/** The parts of a hub that streaming uses. */
export interface ProcessPort {
  readonly clock: Clock;
  readonly random: () => number;
  /** Aborts when the hub is closed. */
  readonly signal: AbortSignal;
  /** The hub may publish; rejects where it never may. */
  readonly ready: Promise<void>;
  /** Resolves when the engine has it. What the engine could not do is told. */
  readonly publish: (draft: Draft) => Promise<unknown>;
  /** Told of what has failed and is done without. */
  readonly failed: (error: unknown) => void;
}

const BACKOFF = {
  initialDelay: 500,
  maxDelay: 10_000,
  multiplier: 2,
  minDelay: 100,
  jitter: "full",
} as const;

export class ProcessPublisher {
  readonly #port: ProcessPort;
  readonly #processId: string;
  /** Of this stream, as a process with the same id may have been streamed before. */
  readonly #name: string;
  #count = 0;

  constructor(port: ProcessPort, processId: string) {
    this.#port = port;
    this.#processId = processId;
    const chance = Math.floor(port.random() * 36 ** 8);
    this.#name = `${port.clock.wall().toString(36)}${chance.toString(36)}`;
  }

  /**
   * Resolves when the engine has it. An engine that is away is waited for, and the hub tells of it. It stays once as long as the engine remembers
   * the key: after a longer time away, the one that was under way may be there twice.
   */
  async publish(type: "process_output" | "process_status", data: unknown): Promise<void> {
    const key = `${this.#name}-${++this.#count}`;
    await this.#port.ready;
    const draft: Draft = { type, processId: this.#processId, key, json: jsonOf(data) };
    for (let attempt = 1; !(await this.#isPublished(draft)); attempt++) await this.#rest(attempt);
  }

  async #isPublished(draft: Draft): Promise<boolean> {
    const { publish, signal } = this.#port;
    signal.throwIfAborted();
    try {
      await publish(draft);
      return true;
    } catch (error) {
      if (!(error instanceof EngineError)) throw error;
      return false;
    }
  }

  #rest(attempt: number): Promise<void> {
    const { clock, random, signal } = this.#port;
    return sleep(clock, backoff(attempt, random(), BACKOFF), signal);
  }
}
