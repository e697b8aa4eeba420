// Watches a container that was started to its end, also over times in which its engine cannot be reached, or forgets to answer.

import { ContainerError } from "../errors.ts";
import { handled } from "@skep/core/base";
import type { Outcome } from "../exit-report.ts";
import type {
  Container,
  ContainerDescription,
  ContainerExit,
  ContainerStatus,
} from "./container.ts";
import { LogReader, type LogRings } from "./log-reader.ts";
import type { Pauses } from "./pauses.ts";

/** Milliseconds without a line after which the logs of a container that has ended have ended, too. */
const LOG_GRACE = 1_000;

/** Milliseconds between two looks whether a container is there while its end is waited for: an engine may forget who waits. */
const LOOK = 10_000;

export class ContainerWatch {
  readonly #container: Container;
  readonly #reader: LogReader;
  readonly #pauses: Pauses;
  readonly #signal: AbortSignal;
  #status: ContainerStatus | undefined;
  #description: ContainerDescription | undefined;

  /** `signal` ends it: nobody wants to know any more. */
  constructor(container: Container, rings: LogRings, pauses: Pauses, signal: AbortSignal) {
    this.#container = container;
    this.#reader = new LogReader(container, rings);
    this.#pauses = pauses;
    this.#signal = signal;
  }

  /** As it was told last; undefined before that. */
  get status(): ContainerStatus | undefined {
    return this.#status;
  }

  get description(): ContainerDescription | undefined {
    return this.#description;
  }

  /** Resolves when it has ended and was removed, and never while nobody knows. */
  async end(): Promise<Outcome> {
    const { id } = this.#container;
    for (let attempt = 1; !this.#signal.aborted;) {
      this.#status = await this.#ask();
      if (this.#status === "missing")
        return failure(`The container ${id} was removed by somebody else.`);
      if (this.#status === "created")
        return failure(`The container ${id} was made, and did not start.`);
      if (this.#status !== "unknown") {
        attempt = 1;
        const exit = await this.#follow().catch(() => undefined);
        if (exit !== undefined) return this.#remove(exit);
      }
      await this.#pauses.rest(attempt++);
    }
    return {};
  }

  #ask(): Promise<ContainerStatus> {
    const asked = this.#container.status({ signal: this.#signal });
    return asked.catch((): ContainerStatus => "unknown");
  }

  /** To its end; rejects where the engine was lost before. */
  async #follow(): Promise<ContainerExit> {
    this.#description = await this.#container.inspect({ signal: this.#signal });
    const leaving = new AbortController();
    const signal = AbortSignal.any([this.#signal, leaving.signal]);
    const reading = handled(this.#reader.read(signal));
    try {
      const exit = await Promise.race([this.#container.wait({ signal }), this.#lost(signal)]);
      this.#status = "exited";
      await this.#drained(reading, signal);
      return exit;
    } finally {
      leaving.abort();
    }
  }

  /** Rejects where the container does not run any more, and the wait for its end has not been answered. */
  async #lost(signal: AbortSignal): Promise<never> {
    let status: ContainerStatus = "running";
    while (!signal.aborted && (status === "running" || status === "paused")) {
      await this.#pauses.pause(LOOK, signal);
      if (!signal.aborted) status = await this.#ask();
    }
    await this.#pauses.pause(LOG_GRACE, signal);
    throw new ContainerError("The engine does not tell the end of a container.");
  }

  /** An engine may follow the logs of what has ended for ever: they have ended when nothing comes any more. */
  async #drained(reading: Promise<void>, signal: AbortSignal): Promise<void> {
    const reader = this.#reader;
    const isDone = (): boolean => true;
    const ended = reading.then(isDone, isDone);
    for (let count = -1; count !== reader.count;) {
      count = reader.count;
      const isLate = this.#pauses.pause(LOG_GRACE, signal).then(() => false);
      if (await Promise.race([ended, isLate])) return;
    }
  }

  /** What cannot be removed is found at the next start under its name. */
  async #remove(exit: ContainerExit): Promise<Outcome> {
    await this.#container.remove?.({ signal: this.#signal }).catch(() => {});
    return exit;
  }
}

function failure(message: string): Outcome {
  return { error: new ContainerError(message) };
}
