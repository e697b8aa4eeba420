// One schedule: a pool in its world, step by step, with every invariant checked after each.

import type { InboxMessage } from "@skep/core";
import type { StepObserver, Worker } from "@skep/core/worker";
import { Closing } from "./closing.ts";
import { EventReader } from "./event-reader.ts";
import { ACTIONS, type Action } from "./fate.ts";
import type { Generation } from "./generation.ts";
import { Healing } from "./healing.ts";
import { hold } from "./hold.ts";
import { checkWorld } from "./laws.ts";
import { numberOfMessage } from "./message.ts";
import { openPool } from "./pool-opening.ts";
import { Reader, type ReaderKind } from "./reader.ts";
import { register } from "./registering.ts";
import { serverActs } from "./acts/server-acts.ts";
import { timeActs } from "./acts/time-acts.ts";
import { userActs } from "./acts/user-acts.ts";
import { watchListeners } from "./watched-signal.ts";
import { World } from "./world.ts";
import type { Act } from "./acts/act.ts";

const ACTS = { ...serverActs, ...timeActs, ...userActs } as Record<Action, Act>;

export class Simulation {
  readonly world: World;
  readonly readers: Reader[] = [];
  readonly eventReaders: EventReader[] = [];
  /** Everything that the pool told, in order, in one line each. */
  readonly told: string[] = [];
  /** Steps taken. */
  step = 0;
  /** Closes the pool. */
  readonly abort: AbortController = new AbortController();
  /** How many listen to its signal. */
  readonly listeners: () => number = watchListeners(this.abort.signal);
  readonly makeWorker: (observe: StepObserver) => Worker;
  readonly #weighted: readonly (readonly [upTo: number, action: Action])[];

  constructor(seed: number, worker: (observe: StepObserver) => Worker) {
    this.makeWorker = worker;
    this.world = new World(seed);
    this.#weighted = weigh(this.world.fate.weights);
    openPool(this);
    this.connect();
    const kind = this.world.random.pick(["fast", "batches", "slow"] as const);
    if (this.world.mayRead) this.read(kind);
  }

  /** All of it: steps, at half of all times a recovery, and the end. */
  async run(steps: number): Promise<void> {
    for (; this.step < steps; this.step += 1) await this.#act();
    if (this.world.random.chance(0.5)) await new Healing(this).run();
    await new Closing(this).run();
  }

  async #act(): Promise<void> {
    const { world } = this;
    const action = this.#draw();
    world.late = 0;
    world.note(action);
    world.reached.add(action);
    await ACTS[action](this);
    await this.advance(0);
  }

  #draw(): Action {
    const roll = this.world.random.next();
    return this.#weighted.find(([upTo]) => roll < upTo)?.[1] ?? "next timer";
  }

  readonly advance = (ms: number): Promise<void> => this.world.advance(ms, this.check);

  readonly check = (): void => checkWorld(this);

  // --- what users do ---

  connect(): void {
    register(this);
  }

  readonly leave = (generation: Generation, removed: Promise<void>): void => {
    generation.leave();
    void removed.then(() => generation.end());
  };

  readonly waitFor = (generation: Generation, signal?: AbortSignal): void => {
    const { world } = this;
    const { announcements, book, name } = generation;
    const { connects } = announcements;
    const wasEnding = book.state === "ending";
    if (wasEnding) world.reached.add("wait while ending");
    generation.waits += 1;
    const settled = (): void => {
      generation.waits -= 1;
    };
    const connected = (): void => {
      settled();
      const isNew = announcements.connects > connects;
      world.guard(() => hold(isNew || !wasEnding, "connected is usable", () => name));
    };
    generation.peer?.whenConnected({ signal }).then(connected, settled);
  };

  // --- who reads ---

  read(kind: ReaderKind): void {
    this.world.beginReading();
    this.readers.push(new Reader(this.world, kind, this.take));
  }

  stopReading(): void {
    for (const reader of this.readers) reader.stop();
  }

  /** Takes back what one of the readers waits for. */
  abortReading(): void {
    const { random } = this.world;
    const reading = this.readers.filter(({ isDone }) => !isDone);
    if (reading.length > 0) random.pick(reading).abort();
  }

  tryRead(): void {
    this.world.beginReading();
    for (let left = 5; left > 0; left -= 1) {
      const message = this.world.pool.inbox.tryRead();
      if (message !== undefined) this.take([message]);
    }
  }

  readonly take = (messages: readonly InboxMessage[]): void => {
    const { world } = this;
    world.guard(() => {
      for (const message of messages) {
        const generation = world.of(message.peer);
        generation.read(message);
        world.note(`read ${generation.name} ${numberOfMessage(message.data)}`);
      }
      this.#passOver(messages);
    });
  };

  /** A whole queue at once is one turn, which is eight messages long. */
  #passOver(messages: readonly InboxMessage[]): void {
    const [first] = messages;
    for (const generation of this.world.generations)
      if (generation.peer !== first?.peer)
        generation.letters.passedOver += Math.min(8, messages.length);
  }

  watchEvents(): void {
    if (this.eventReaders.filter(({ isDone }) => !isDone).length >= 2)
      this.eventReaders.at(-1)?.stop();
    else this.eventReaders.push(new EventReader(this));
  }
}

function weigh(weights: Readonly<Record<Action, number>>): (readonly [number, Action])[] {
  const total = ACTIONS.reduce((sum, action) => sum + weights[action], 0);
  let upTo = 0;
  return ACTIONS.map((action) => [(upTo += weights[action] / total), action] as const);
}
