// After all faults have ended: every peer comes back in bounded time, and can be talked with.

import type { Generation } from "./generation.ts";
import { hold } from "./hold.ts";
import type { Line } from "./line.ts";
import type { Simulation } from "./simulation.ts";

/** The longest silence, dial, backoff and Retry-After, the limiter's patience with a prober, and as much again for turns. */
const HEALED_WITHIN = 240_000;
/** How often servers say that they are there: below any silence that is allowed. */
const STEP = 1_000;

export class Healing {
  readonly #simulation: Simulation;

  constructor(simulation: Simulation) {
    this.#simulation = simulation;
  }

  async run(): Promise<void> {
    const { world, advance } = this.#simulation;
    world.note("heal");
    world.reached.add("healing");
    world.late = 0;
    world.heal();
    this.#mend();
    world.signal("visible");
    world.signal("online");
    this.#simulation.stopReading();
    await advance(0);
    this.#simulation.read("fast");
    const { now } = world;
    while (!this.#isHealed && world.now - now < HEALED_WITHIN) {
      for (const { line } of world.generations) line?.later(() => void line.dial.ping());
      await advance(STEP);
    }
    hold(this.#isHealed, "heals", () =>
      this.#ill.map(({ name, book }) => `${name} is ${book.state}`).join(),
    );
    await this.#talk();
  }

  get #ill(): readonly Generation[] {
    return this.#simulation.world.registered.filter(({ book }) => book.state !== "connected");
  }

  get #isHealed(): boolean {
    return this.#ill.length === 0;
  }

  /** What nothing else would end: dials and gates without a deadline, links that nobody judges. */
  #mend(): void {
    const { hosts, generations, plan } = this.#simulation.world;
    for (const host of hosts) host.condition = "up";
    for (const generation of generations) {
      const { line, book } = generation;
      if (line !== undefined) {
        line.dial.stalled = false;
        line.drain();
        line.spare();
      }
      const endless = plan.session.dialTimeout === 0 && book.state !== "connected";
      const unjudged = book.silence?.deadline(0) === Infinity && line?.deaf !== "none";
      if (endless || unjudged) generation.redial();
    }
  }

  async #talk(): Promise<void> {
    const { world, advance } = this.#simulation;
    const healthy = world.registered.filter(({ line }) => line?.deaf === "none" && line.isOpen);
    // What is discarded is heard all the same.
    const heard = ({ deliveries }: Generation): number =>
      world.plan.inbox.discard ? deliveries.delivered : deliveries.read;
    const before = healthy.map(heard);
    const lines = healthy.map(({ line }) => line as Line);
    healthy.forEach((generation, index) => generation.server.send(lines[index] as Line, "m", 1));
    await advance(world.plan.latency + 1);
    healthy.forEach((generation, index) => {
      const { deliveries, name, isConnected, line } = generation;
      // A redial that was asked for may have come in between.
      if (isConnected && line === lines[index])
        hold(
          heard(generation) > (before[index] as number),
          "heals",
          () => `${name} is deaf, ${deliveries.delivered} delivered, ${deliveries.told} lost`,
        );
    });
  }
}
