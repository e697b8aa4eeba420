// Writes the events of a pool or of a connection as text: one line for each event, without times, so that all engines give the same text.

import type { Failure, Pool, PoolEvent } from "@skep/core";
import type { Connection } from "@skep/core/connection";
import { POOL_EVENT_TYPES } from "@skep/core/testing";

/** From this wait on somebody asked for it: the tests' own backoff stays far below. */
const ASKED_FOR = 900;

export class Transcript {
  readonly lines: string[] = [];
  #watcher: () => void = () => {};

  static ofPool(pool: Pool): Transcript {
    const transcript = new Transcript();
    void transcript.#listen(pool);
    void transcript.#read(pool.inbox, ({ data }) => data);
    return transcript;
  }

  /** Its loop throws what it is given up for, which its events have told. */
  static ofConnection(connection: Connection): Transcript {
    const transcript = new Transcript();
    for (const type of POOL_EVENT_TYPES)
      connection.addEventListener(type, (event) =>
        transcript.#note(lineOf(event as unknown as PoolEvent)),
      );
    transcript.#read(connection, (data) => data).catch(() => {});
    return transcript;
  }

  /** Resolves when there are so many lines; with `false` when they did not come in time. */
  reaches(count: number, timeout: number): Promise<boolean> {
    return new Promise((resolve) => {
      const timer = setTimeout(() => resolve(false), timeout);
      this.#watcher = () => {
        if (this.lines.length < count) return;
        clearTimeout(timer);
        resolve(true);
      };
      this.#watcher();
    });
  }

  async #listen(pool: Pool): Promise<void> {
    for await (const event of pool.events) this.#note(lineOf(event));
  }

  async #read<T>(from: AsyncIterable<T>, dataOf: (message: T) => Data): Promise<void> {
    for await (const message of from) this.#note(`message ${dataOf(message).length}`);
  }

  #note(line: string | undefined): void {
    if (line === undefined) return;
    this.lines.push(line);
    this.#watcher();
  }
}

type Data = string | Uint8Array;

function lineOf(event: PoolEvent): string | undefined {
  switch (event.type) {
    case "connected":
    case "retired":
      return event.type;
    case "dialfailed":
    case "disconnected": {
      const { phase, kind, status, closeCode } = event.cause as Failure;
      const facts = [event.type, phase, kind, status ?? closeCode, next(event.retryIn)];
      return facts.filter((fact) => fact !== undefined).join(" ");
    }
    case "overflow":
      return `overflow ${event.dropped}`;
    case "error":
      return `error ${String(event.error)}`;
    default:
      return undefined;
  }
}

function next(retryIn: number | undefined): string {
  if (retryIn === undefined) return "the end";
  return retryIn < ASKED_FOR ? "retry" : "retry as asked";
}
