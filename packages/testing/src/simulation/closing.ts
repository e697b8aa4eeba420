// The end of a schedule: a pool or a connection is closed in bounded time, whatever the sockets do, and nothing is left behind.

import { LINGER, STOP_TIMEOUT } from "./books/lingering.ts";
import { hold } from "./hold.ts";
import { SLACK } from "./books/session-book.ts";
import type { Simulation } from "./simulation.ts";

/** Longer than anything in Skep waits. */
const LONG = 700_000;
/** As slow as the slowest reader reads all that an inbox holds. */
const READ_OUT = 10_000;

export class Closing {
  readonly #simulation: Simulation;
  #isClosed = false;

  constructor(simulation: Simulation) {
    this.#simulation = simulation;
  }

  async run(): Promise<void> {
    const { world, advance } = this.#simulation;
    world.late = 0;
    const most = this.#begin();
    void this.#simulation.client.closed.then(() => {
      this.#isClosed = true;
    });
    await advance(0);
    await advance(most + SLACK + world.late);
    hold(this.#isClosed, "bounded close", () => `not closed after ${most} ms`);
    await this.#readOut();
    await this.#checkQuiet();
  }

  /** Closes in one of the ways there are; returns how long it may take. */
  #begin(): number {
    const { world, abort, leave, client } = this.#simulation;
    const { random, plan, registered, generations } = world;
    const { closeTimeout } = plan.session;
    const how = random.pick(["close", "close", "linger", "timeout", "signal", "abort"] as const);
    world.isClosing = true;
    world.note(`closes by ${how}`);
    world.reached.add(`closes by ${how}`);
    const removals = registered.map((generation) => [generation, generation.peer] as const);
    const controller = new AbortController();
    const lingers = how === "linger";
    for (const generation of generations)
      if (lingers) generation.linger();
      else generation.lingering.hurry(world.now);
    if (lingers) void client.close(LINGER);
    else if (how === "close") void client.close();
    else if (how === "timeout") void client.close({ code: 4001, reason: "bye", timeout: 50 });
    else if (how === "signal") void client.close({ signal: controller.signal });
    else abort.abort(new Error("the user closes"));
    for (const [generation, peer] of removals)
      leave(generation, peer?.close(lingers ? LINGER : {}) as Promise<void>);
    if (how === "signal") controller.abort();
    if (how === "signal") return 0;
    if (lingers) return STOP_TIMEOUT + closeTimeout;
    return how === "timeout" ? Math.min(50, closeTimeout) : closeTimeout;
  }

  async #readOut(): Promise<void> {
    const simulation = this.#simulation;
    simulation.stopReading();
    await simulation.advance(READ_OUT);
    simulation.read("fast");
    await simulation.advance(READ_OUT);
    const { stillOpen, queued } = simulation;
    hold(stillOpen.length === 0, "ends are told", () => `readers: ${stillOpen.join()}`);
    hold(queued === 0, "ends are told", () => "messages are left");
  }

  async #checkQuiet(): Promise<void> {
    const simulation = this.#simulation;
    const { world, told, advance } = simulation;
    this.#checkReleased();
    for (const { deliveries, sentMessages } of world.generations) {
      deliveries.checkEnd();
      sentMessages.check();
    }
    await simulation.checkLateSend();
    const before = told.length;
    await advance(LONG);
    hold(told.length === before, "quiet after the end", () => String(told.at(-1)));
    this.#checkReleased();
  }

  #checkReleased(): void {
    const { world, listeners } = this.#simulation;
    const { watchedClock, listening, generations } = world;
    hold(watchedClock.pending === 0, "released", () => `${watchedClock.pending} timers`);
    hold(listening === 0, "released", () => `${listening} listeners of signals`);
    hold(listeners() === 0, "released", () => "listeners of the signal that closes");
    for (const { port, listeners, name } of generations) {
      hold(port.live.length === 0, "released", () => `${name} has a socket`);
      hold(listeners() === 0, "released", () => `${name}: listeners of its signal`);
    }
  }
}
