// Random days of a page that is hidden, frozen and asleep in any order, over a link that is healthy all the time.

import { expect, test } from "vitest";
import { SeededRandom } from "../../src/testing/seeded-random.ts";
import type { Signal, Environment } from "../../src/environment.ts";
import { World } from "./support/world.ts";

const SEEDS = Number(process.env["SKEP_WALK_SEEDS"] ?? 300);
const STEPS = 40;
const HOUR = 3_600_000;

const WAKING = ["online", "visible", "woken"] as const;

class Day {
  readonly #random: SeededRandom;
  readonly #world: World;
  readonly #listeners = new Set<(signal: Signal) => void>();

  constructor(seed: number) {
    this.#random = new SeededRandom(seed);
    const environment: Environment = {
      subscribe: (listener) => {
        this.#listeners.add(listener);
        return () => this.#listeners.delete(listener);
      },
    };
    // The peer answers pings, or probes, after a moment; and it accepts whoever dials.
    const defer = (task: () => void): unknown => this.#world.clock.schedule(50, task);
    const ping = this.#random.chance(0.5);
    const probe = {
      message: () => {
        const { latest } = this.#world.network;
        defer(() => latest.message("here"));
        return "there?";
      },
      isAnswer: (data: unknown) => data === "here",
    };
    this.#world = new World({
      environment,
      random: this.#random.next,
      network: { ping, autoPong: true, autoAccept: true, defer: (task) => void defer(task) },
      ...this.#random.pick([{ probe }, { probe, keepaliveTimeout: 5_000 }]),
    });
  }

  async run(): Promise<void> {
    const world = this.#world;
    world.pool.connect({ id: "a", url: "wss://a.example" });
    await world.pass(200);
    for (let step = 0; step < STEPS; step++) {
      await this.#pick();
      const ends = world.of("disconnected").map(({ cause }) => (cause as { kind?: string }).kind);
      expect(ends.filter((kind) => kind !== "frozen" && kind !== "lost")).toEqual([]);
    }
    // A page that is seen has a link.
    this.#tell("visible");
    await world.pass(1_000);
    expect(world.pool.get("a")?.state).toBe("connected");
    await world.end();
  }

  #pick(): Promise<void> {
    const roll = this.#random.next();
    if (roll < 0.3) return this.#world.pass(this.#random.int(15_000));
    if (roll < 0.5) return this.#sleep();
    if (roll < 0.65) return this.#freeze();
    if (roll < 0.7) return Promise.resolve(void this.#world.network.latest.drop());
    this.#tell(this.#random.pick(["online", "offline", "visible", "hidden", "woken", "stalled"]));
    return Promise.resolve();
  }

  /** The lid is closed; or the loop is held up, or the timers are throttled. */
  #sleep(): Promise<void> {
    const { clock } = this.#world;
    clock.jump(this.#random.pick([1_500, 15_000, 60_000, 12 * HOUR]) * this.#random.next());
    // Monotonic clocks stand still meanwhile on some systems.
    if (this.#random.chance(0.3)) clock.wallJump(HOUR);
    return this.#world.pass(this.#random.int(100));
  }

  async #freeze(): Promise<void> {
    const { clock, network, pool } = this.#world;
    this.#tell("frozen");
    expect(pool.get("a")?.state, "while frozen").toBe("waiting");
    const dials = network.dials.length;
    for (const signal of this.#some(["hidden", "offline", "frozen", "stalled"])) this.#tell(signal);
    await this.#world.pass(this.#random.int(300));
    clock.jump(this.#random.int(2 * HOUR));
    await this.#world.pass(this.#random.int(300));
    expect(network.dials, "dials while frozen").toHaveLength(dials);
    for (const signal of [this.#random.pick(WAKING), ...this.#some(WAKING)]) this.#tell(signal);
    // Half a second at most, and what it takes to dial.
    await this.#world.pass(700);
    expect(pool.get("a")?.state, "after the page came back").toBe("connected");
  }

  #some(from: readonly Signal[]): Signal[] {
    return Array.from({ length: this.#random.int(4) }, () => this.#random.pick(from));
  }

  #tell(signal: Signal): void {
    for (const listener of this.#listeners) listener(signal);
  }
}

test(
  "pains 3, 4, 5, 39: no order of signals and sleep kills a healthy link, dials for a frozen page, or leaves it frozen",
  { timeout: 0 },
  async () => {
    for (let seed = 1; seed <= SEEDS; seed++)
      await new Day(seed).run().catch((error: unknown) => {
        throw new Error(`The day with seed ${seed} went wrong.`, { cause: error });
      });
  },
);
