// Whether NATS is there: the connection says when it is lost, and a look at the streams now and then finds what it does not say, such as a link on which
// nothing passes any more. What a look does is given.

import type { Clock, Timer } from "@skep/core/base";
import type { BrokerStatus } from "../broker/broker-status.ts";
import { EngineError } from "../errors.ts";
import type { NatsConnectionLike, NatsStatusLike } from "./connection-like.ts";
import { hadNoAnswer } from "./requests.ts";

/** Milliseconds from one look to the next. With the time for an answer, a link that is dead is known within 6 s. */
const INTERVAL = 2_000;

/** The same while NATS is away. */
const AWAY_INTERVAL = 500;

export interface ConnectionWatchOptions {
  readonly connection: NatsConnectionLike;
  readonly clock: Clock;
  readonly status: BrokerStatus;
  /** Rejects where NATS is not there as it has to be. */
  readonly look: () => Promise<void>;
  /** The connection is lost, with all that is under way. */
  readonly lost: (reason: EngineError) => void;
  /** The connection tells an error, such as a permission that is missing. */
  readonly failed: (error: unknown) => void;
}

export class ConnectionWatch {
  readonly #options: ConnectionWatchOptions;
  readonly #events: AsyncIterable<NatsStatusLike>;
  #isConnected = true;
  /** Counts the links: what was seen over an earlier one says nothing. */
  #link = 0;
  #isLooking = false;
  /** Once more, when this look is over. */
  #isWanted = false;
  #timer: Timer | undefined;
  #isOver = false;

  constructor(options: ConnectionWatchOptions) {
    this.#options = options;
    this.#events = options.connection.status();
    void this.#listen();
    void options.connection.closed().then((error) => {
      this.#lose(new EngineError("The connection to NATS is closed.", error ?? undefined));
    });
    this.#wait();
  }

  /** Looks at once, or once more when a look is under way. */
  now(): void {
    this.#isWanted = true;
    if (!this.#isLooking) void this.#lookOn();
  }

  stop(): void {
    this.#isOver = true;
    this.#timer?.cancel();
    // As the iterators of nats.js have it; one without it ends with its connection.
    (this.#events as { stop?(): void }).stop?.();
  }

  async #listen(): Promise<void> {
    for await (const { error, type } of this.#events) {
      if (this.#isOver) return;
      if (type === "error") this.#options.failed(error);
      else if (type === "disconnect")
        this.#lose(new EngineError("The connection to NATS is lost."));
      else if (type === "reconnect") this.#connect();
    }
  }

  #connect(): void {
    this.#isConnected = true;
    this.now();
  }

  #lose(reason: EngineError): void {
    if (this.#isOver) return;
    this.#isConnected = false;
    this.#link++;
    this.#options.status.down(reason);
    this.#options.lost(reason);
  }

  #wait(): void {
    const { clock, status } = this.#options;
    this.#timer?.cancel();
    if (this.#isOver) return;
    const delay = status.isUp ? INTERVAL : AWAY_INTERVAL;
    this.#timer = clock.schedule(delay, () => this.now());
  }

  async #lookOn(): Promise<void> {
    this.#isLooking = true;
    while (this.#isWanted && this.#isConnected && !this.#isOver) {
      this.#isWanted = false;
      await this.#look();
    }
    this.#isLooking = false;
    this.#wait();
  }

  async #look(): Promise<void> {
    const link = this.#link;
    const isSame = (): boolean => !this.#isOver && link === this.#link;
    try {
      await this.#options.look();
      if (isSame()) this.#options.status.up();
    } catch (error) {
      if (isSame()) this.#fail(error);
    }
  }

  #fail(error: unknown): void {
    const { connection, status } = this.#options;
    status.down(error);
    // The client itself would notice within minutes.
    if (hadNoAnswer(error)) void connection.reconnect().catch(() => {});
  }
}
