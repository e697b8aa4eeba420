// The engine in memory as the suite wants it: on a manual clock, and with a way to lose everything.

import { ManualClock } from "@skep/core/testing";
import type { EngineSuiteSubject } from "@skep/testing";
import type { Engine } from "../../../src/engine/engine.ts";
import { memoryEngine } from "../../../src/engine/memory-engine.ts";

export class MemorySubject implements EngineSuiteSubject {
  readonly #clock = new ManualClock();
  readonly #change: (engine: Engine) => Engine;
  engine: Engine;

  /** A change breaks something about the engine. */
  constructor(change: (engine: Engine) => Engine = (engine) => engine) {
    this.#change = change;
    this.engine = this.#make();
  }

  now(): number {
    return this.#clock.wall();
  }

  /** The crash of an engine in memory: another one. */
  lose(): void {
    this.engine = this.#make();
  }

  advance(milliseconds: number): void {
    this.#clock.advance(milliseconds);
  }

  #make(): Engine {
    return this.#change(memoryEngine({ clock: this.#clock }));
  }
}
