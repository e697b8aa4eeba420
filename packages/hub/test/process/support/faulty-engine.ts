// An engine whose publishes fail as a test says: before the message is kept, or after, when nobody knows.

import { nextMacrotask, systemClock } from "@skep/core/base";
import type {
  Engine,
  EngineListener,
  EngineSession,
  Published,
  PublishRequest,
} from "../../../src/engine/engine.ts";
import { memoryEngine } from "../../../src/engine/memory-engine.ts";
import { EngineError } from "../../../src/errors.ts";

export type Fault = "lost before" | "lost after" | "silent" | "broken" | undefined;

const CLOCK = systemClock();

export class FaultyEngine implements Engine {
  readonly name = "faulty";
  readonly #engine = memoryEngine();
  readonly #faultOf: (request: PublishRequest) => Fault;
  #underWay = 0;
  /** The most publishes that were ever under way at once. */
  most = 0;

  /** Asked for each publish. */
  constructor(faultOf: (request: PublishRequest) => Fault) {
    this.#faultOf = faultOf;
  }

  async open(listener: EngineListener): Promise<EngineSession> {
    const session = await this.#engine.open(listener);
    return {
      publish: (request) => this.#publish(session, request),
      subscribe: (channel) => session.subscribe(channel),
      unsubscribe: (channel) => session.unsubscribe(channel),
      read: (channel, range) => session.read(channel, range),
      close: () => session.close(),
    };
  }

  async #publish(session: EngineSession, request: PublishRequest): Promise<Published> {
    this.most = Math.max(this.most, ++this.#underWay);
    // As a broker, it takes at least a turn.
    await new Promise<void>((resolve) => nextMacrotask(CLOCK, resolve));
    try {
      return await this.#answer(session, request);
    } finally {
      this.#underWay--;
    }
  }

  async #answer(session: EngineSession, request: PublishRequest): Promise<Published> {
    const fault = this.#faultOf(request);
    if (fault === "broken") throw new TypeError("a fault of the engine");
    if (fault === "lost before") throw new EngineError("The engine is away.");
    const published = await session.publish(request);
    if (fault === "lost after") throw new EngineError("The engine has gone away.");
    if (fault === "silent") await new Promise(() => {});
    return published;
  }
}
