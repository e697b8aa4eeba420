// One origin with its server process: how it answers dials, and whether it does at all.

import type { MemoryDial } from "@skep/core/testing";
import { OriginBook } from "./books/origin-book.ts";
import type { Generation } from "./generation.ts";
import { Line } from "./line.ts";
import type { World } from "./world.ts";

/**
 * `mute` takes connections and answers nothing: a process that is stopped, a port that is filtered. `busy`
 * asks everybody to come back later.
 */
export type HostCondition = "up" | "down" | "mute" | "busy";

const STATUSES = [401, 401, 403, 404, 400, 429, 500, 502, 503, 503, 418, 307];

export class Host {
  readonly origin: string;
  condition: HostCondition = "up";
  /** Registrations that ever dialled here. */
  users = 0;
  readonly #world: World;
  readonly book: OriginBook;

  constructor(world: World, origin: string) {
    this.#world = world;
    this.origin = origin;
    this.book = new OriginBook(world, world.plan.dialing);
  }

  answer(dial: MemoryDial, generation: Generation, inside: boolean): Line {
    const world = this.#world;
    this.#spoil(dial);
    const manners = {
      pongs: !world.strikes("never pongs"),
      goodbyes: !world.strikes("answers no goodbye"),
    };
    const network = { latency: world.plan.latency, looks: () => world.looks };
    const line = new Line(dial, world.clock, network, manners);
    if (inside) this.#answerInside(dial);
    else this.#answerLater(line, generation);
    return line;
  }

  #spoil(dial: MemoryDial): void {
    const world = this.#world;
    const { faults } = dial;
    if (world.strikes("takes nothing at first")) dial.stalled = true;
    if (world.strikes("never closes")) faults.neverCloses = true;
    if (world.strikes("closes inside")) faults.closedInside = true;
    if (world.strikes("closes twice")) faults.closedTwice = true;
    if (world.strikes("talks after its end")) faults.talksAfterClosed = true;
    if (world.strikes("send throws")) faults.sendThrows = true;
  }

  #answerInside(dial: MemoryDial): void {
    if (this.#world.random.chance(0.5)) dial.refuse({ error: new Error("refused at once") });
    else dial.accept();
  }

  #answerLater(line: Line, generation: Generation): void {
    const world = this.#world;
    const { dial } = line;
    if (this.condition === "mute" || world.strikes("mute")) return;
    if (this.condition === "down" || world.strikes("refused"))
      return line.later(() => void dial.refuse({ error: new Error("refused") }));
    if (this.condition === "busy")
      return line.later(() => void dial.refuse({ status: 503, headers: { "retry-after": "20" } }));
    if (world.strikes("status")) return this.#answerStatus(line);
    const delay = this.#delay();
    line.later(() => void dial.accept(dial.target.protocols[0]), delay);
    if (world.wantsReady) line.later(() => generation.server.send(line, "r", 1));
    if (world.strikes("short-lived")) line.dropAfter(delay + world.random.pick([0, 10, 1_000]));
  }

  #answerStatus(line: Line): void {
    const { random } = this.#world;
    const status = random.pick(STATUSES);
    const asks = random.chance(0.5);
    const headers = asks ? { "retry-after": random.pick(["1", "0", "3", "nonsense"]) } : {};
    line.later(() => void line.dial.refuse({ status, headers }));
  }

  #delay(): number {
    const world = this.#world;
    const { dialTimeout } = world.plan.session;
    if (world.strikes("late open")) return dialTimeout + world.random.pick([100, 150, 3_000]);
    return world.strikes("open at the deadline") ? dialTimeout - world.plan.latency : 0;
  }
}
