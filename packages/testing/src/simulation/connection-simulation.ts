// A schedule of connections, one after the other: each with options, readers and a server of its own.

import { ConnectionUnavailableError } from "@skep/core";
import type { Connection } from "@skep/core/connection";
import type { Act } from "./acts/act.ts";
import { connectionActs } from "./acts/connection-acts.ts";
import type { QueueBook } from "./books/queue-book.ts";
import { checkConnections } from "./connection-laws.ts";
import { openConnection, type Opened } from "./connection-opening.ts";
import { type Action, drawConnectionPlan } from "./plan.ts";
import type { Generation } from "./generation.ts";
import { hold } from "./hold.ts";
import { numberOfMessage } from "./message.ts";
import type { Reading } from "./reader.ts";
import { Simulation } from "./simulation.ts";
import type { World } from "./world.ts";

export class ConnectionSimulation extends Simulation {
  #latest: Opened;

  constructor(world: World) {
    super(world);
    world.note("connections");
    this.#latest = this.#open();
    this.#beginReading();
  }

  #open(): Opened {
    const { world } = this;
    world.renew(drawConnectionPlan(world.random));
    world.openHosts(1);
    return openConnection(this);
  }

  #beginReading(): void {
    const { world } = this;
    const kind = world.random.pick(["fast", "batches", "slow"] as const);
    if (world.mayRead) this.read(kind);
  }

  /** What waits in the latest connection is read, and the next one is opened. */
  openNext(): void {
    while (this.queued > 0) this.tryRead(1);
    this.#latest = this.#open();
    this.#beginReading();
  }

  get connection(): Connection {
    return this.#latest.connection;
  }

  get generation(): Generation {
    return this.#latest.generation;
  }

  get queueBook(): QueueBook {
    return this.#latest.queueBook;
  }

  // --- what it is about ---

  get client(): Connection {
    return this.connection;
  }

  get abort(): AbortController {
    return this.generation.abort;
  }

  get listeners(): () => number {
    return this.generation.listeners;
  }

  get queued(): number {
    return this.connection.stats().queued;
  }

  get stillOpen(): readonly string[] {
    return this.readers.filter(({ isDone }) => !isDone).map(({ kind }) => kind);
  }

  checkLaws(): void {
    checkConnections(this);
  }

  async checkLateSend(): Promise<void> {
    const error = await this.connection.send("late").catch((error: unknown) => error);
    hold(error instanceof ConnectionUnavailableError, "clear errors", () => String(error));
  }

  actOf(action: Action): Act | undefined {
    const act = connectionActs[action];
    return act && (() => act(this));
  }

  // --- who reads ---

  reading(): Reading {
    const { connection, generation, queueBook } = this.#latest;
    return {
      from: connection,
      take: (values) => this.#take(generation, queueBook, values as readonly Message[]),
      ended: (error) => checkEnding(connection, generation, error),
    };
  }

  #take(generation: Generation, queueBook: QueueBook, messages: readonly Message[]): void {
    const { world } = this;
    world.guard(() => {
      for (const data of messages) {
        const number = numberOfMessage(data);
        world.note(`read ${generation.name} ${number}`);
        generation.deliveries.taken(number);
        queueBook.read(number);
      }
    });
  }
}

type Message = string | Uint8Array;

function checkEnding(connection: Connection, generation: Generation, error: unknown): void {
  const { state, queued } = connection.stats();
  const { isRetired, retiredFor, name } = generation;
  const isOver = state === "stopped" && queued === 0;
  hold(isOver, "loops end as told", () => `${name} is ${state}, ${queued} wait: ${String(error)}`);
  const expected = isRetired ? retiredFor : undefined;
  hold(error === expected, "loops end as told", () => `${String(error)}, not ${String(expected)}`);
}
