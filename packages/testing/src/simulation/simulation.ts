// One schedule, step by step, with every invariant checked after each. What it is about, a pool or connections, its subclasses know.

import type { CloseOptions } from "@skep/core";
import type { Act } from "./acts/act.ts";
import { serverActs } from "./acts/server-acts.ts";
import { timeActs } from "./acts/time-acts.ts";
import { userActs } from "./acts/user-acts.ts";
import { Closing } from "./closing.ts";
import { ACTIONS, type Action } from "./plan.ts";
import type { Generation } from "./generation.ts";
import { Healing } from "./healing.ts";
import { hold } from "./hold.ts";
import { Reader, type ReaderKind, type Reading } from "./reader.ts";
import type { World } from "./world.ts";

const ACTS: Partial<Record<Action, Act>> = { ...serverActs, ...timeActs, ...userActs };

/** What a schedule is about, as far as both kinds are closed alike. */
export interface Client {
  readonly closed: Promise<void>;
  close(options?: CloseOptions): Promise<void>;
}

export abstract class Simulation {
  readonly world: World;
  readonly readers: Reader[] = [];
  /** Everything that was told, in order, in one line each. */
  readonly told: string[] = [];
  /** Steps taken. */
  step = 0;
  readonly #weighted: readonly (readonly [upTo: number, action: Action])[];

  constructor(world: World) {
    this.world = world;
    this.#weighted = weigh(world.plan.weights);
  }

  // --- what it is about ---

  abstract readonly client: Client;
  /** Closes it. */
  abstract readonly abort: AbortController;
  /** How many listen to that signal. */
  abstract readonly listeners: () => number;
  /** Messages that wait to be read. */
  abstract readonly queued: number;
  /** Those who hear something, and have not heard the end. */
  abstract readonly stillOpen: readonly string[];
  abstract reading(): Reading;
  /** Throws where an invariant does not hold. */
  abstract checkLaws(): void;
  /** A send to what is closed is refused with the right error. */
  abstract checkLateSend(): Promise<void>;
  /** What an action is to this kind of schedule alone, if it is anything. */
  abstract actOf(action: Action): Act | undefined;

  // --- its life ---

  /** All of it: steps, at half of all times a recovery, and the end. */
  async run(steps: number): Promise<void> {
    for (; this.step < steps; this.step += 1) await this.#act();
    if (this.world.random.chance(0.5)) await new Healing(this).run();
    await new Closing(this).run();
  }

  async #act(): Promise<void> {
    const { world } = this;
    const action = this.#draw();
    const act = ACTS[action] ?? this.actOf(action);
    world.late = 0;
    world.note(action);
    if (act !== undefined) world.reached.add(action);
    await act?.(this);
    await this.advance(0);
  }

  #draw(): Action {
    const roll = this.world.random.next();
    return this.#weighted.find(([upTo]) => roll < upTo)?.[1] ?? "next timer";
  }

  readonly advance = (ms: number): Promise<void> => this.world.advance(ms, this.check);

  readonly check = (): void => this.checkLaws();

  // --- what users do ---

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
    this.readers.push(new Reader(this.world, kind, this.reading()));
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

  /** Reads so many messages without waiting, or fewer. */
  tryRead(most: number = 5): void {
    this.world.beginReading();
    const { from, take } = this.reading();
    for (let left = most; left > 0; left -= 1) {
      const value = from.tryRead();
      if (value !== undefined) take([value]);
    }
  }
}

function weigh(weights: Readonly<Record<Action, number>>): (readonly [number, Action])[] {
  const total = ACTIONS.reduce((sum, action) => sum + weights[action], 0);
  let upTo = 0;
  return ACTIONS.map((action) => [(upTo += weights[action] / total), action] as const);
}
