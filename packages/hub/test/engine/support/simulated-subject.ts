// The simulated broker as an engine, and as the suite wants it: with everything that can be done to a broker, and with faults of its own on request.

import { soon } from "@skep/core/base";
import { ManualClock } from "@skep/core/testing";
import type { EngineSuiteSubject } from "@skep/testing";
import { digestOf } from "../../../src/core/digest.ts";
import type { Engine, EngineListener, EngineSession } from "../../../src/engine/engine.ts";
import { EngineError } from "../../../src/errors.ts";
import { BrokerLink, SimulatedBroker, type Told } from "./simulated-broker.ts";

/** What is wrong with an engine. */
export interface SimulatedFaults {
  /** Epochs are those of before, although everything was lost. */
  readonly keepsEpoch?: boolean;
  /** A publish is acknowledged before it is kept. */
  readonly acknowledgesEarly?: boolean;
  /** What is told instead. */
  readonly tells?: (told: Told) => readonly Told[];
  /** A session is told of something after its end. */
  readonly tellsAfterClose?: boolean;
  /** The channels that one session leaves are left by all. */
  readonly sharesLeaving?: boolean;
  /** No top is told. */
  readonly hidesTops?: boolean;
  /** What was kept shortly before an outage is lost by it. */
  readonly losesInOutage?: boolean;
  readonly forgetsKeysInOutage?: boolean;
  /** Messages have the time of their offset, and not that of their publish. */
  readonly restoresTime?: boolean;
}

export class SimulatedSubject implements EngineSuiteSubject {
  readonly engine: Engine;
  readonly #faults: SimulatedFaults;
  readonly #clock = new ManualClock();
  readonly #broker: SimulatedBroker;
  #isAway = false;

  constructor(faults: SimulatedFaults = {}, change: (engine: Engine) => Engine = (same) => same) {
    this.#faults = faults;
    this.#broker = new SimulatedBroker((channel, life) =>
      faults.keepsEpoch === true ? digestOf(channel) : `${life} ${digestOf(channel)}`,
    );
    this.engine = change({ name: "simulated", open: (listener) => this.#open(listener) });
  }

  now(): number {
    return this.#clock.wall();
  }

  advance(milliseconds: number): void {
    this.#clock.advance(milliseconds);
  }

  // --- faults of a broker ---

  lose(): void {
    this.#broker.lose();
  }

  save(): void {
    this.#broker.save();
  }

  /** The clock of the suite's messages goes on, or nobody could tell them apart. */
  restore(): void {
    this.#broker.restore(true);
    this.#clock.advance(1);
  }

  cut(): void {
    for (const link of this.#broker.links()) link.isCut = true;
  }

  heal(): void {
    for (const link of this.#broker.links()) link.isCut = false;
  }

  compare(): void {
    if (this.#faults.hidesTops === true) return;
    for (const link of this.#broker.links()) this.#broker.compare(link);
  }

  stall(): void {
    const { forgetsKeysInOutage, losesInOutage } = this.#faults;
    if (losesInOutage === true) this.#broker.restore(true);
    if (forgetsKeysInOutage === true) this.#broker.forgetKeys();
    this.#isAway = true;
    this.cut();
    for (const link of this.#broker.links()) link.tell({ type: "status", status: "down" });
  }

  resume(): void {
    this.#isAway = false;
    this.heal();
    for (const link of this.#broker.links()) link.tell({ type: "status", status: "up" });
  }

  // --- the engine ---

  async #open(listener: EngineListener): Promise<EngineSession> {
    let isClosed = false;
    const { tells = (told: Told) => [told], tellsAfterClose = false } = this.#faults;
    const link: BrokerLink = new BrokerLink(() =>
      soon(() => {
        const told = link.take();
        if (told !== undefined && (!isClosed || tellsAfterClose))
          for (const each of tells(told)) tellOf(listener, each);
      }),
    );
    this.#broker.connect(link);
    const close = async (): Promise<void> => {
      isClosed = true;
      if (!tellsAfterClose) this.#broker.disconnect(link);
    };
    return this.#sessionOf(link, () => isClosed, close);
  }

  #sessionOf(link: BrokerLink, isClosed: () => boolean, close: () => Promise<void>): EngineSession {
    const broker = this.#broker;
    const unless = async <T>(call: () => T): Promise<T> => {
      if (this.#isAway || isClosed()) throw new EngineError("The engine is away.");
      return call();
    };
    return {
      publish: (request) => unless(() => this.#publish(request)),
      subscribe: (channel) => unless(() => broker.subscribe(link, channel)),
      read: (channel, range) => unless(() => broker.read(channel, range, this.now())),
      unsubscribe: async (channel) => this.#leave(link, channel),
      close,
    };
  }

  #leave(link: BrokerLink, channel: string): void {
    const leaving = this.#faults.sharesLeaving === true ? this.#broker.links() : [link];
    for (const each of leaving) each.channels.delete(channel);
  }

  #publish(
    request: Parameters<EngineSession["publish"]>[0],
  ): ReturnType<SimulatedBroker["publish"]> {
    if (this.#faults.restoresTime === true) {
      const { offset } = this.#broker.topOf(request.channel);
      return this.#broker.publish({ ...request, time: offset + 1 }, this.now());
    }
    if (this.#faults.acknowledgesEarly !== true) return this.#broker.publish(request, this.now());
    const { epoch, offset } = this.#broker.topOf(request.channel);
    setTimeout(() => this.#broker.publish(request, this.now()), 5);
    return { outcome: "published", position: { epoch, offset: offset + 1, time: request.time } };
  }
}

function tellOf(listener: EngineListener, told: Told): void {
  if (told.type === "message") listener.message(told.message);
  else if (told.type === "top") listener.top(told.channel, told.position);
  else listener.status(told.status);
}
