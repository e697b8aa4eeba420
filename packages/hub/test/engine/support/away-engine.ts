// An engine in memory that can be away: its calls reject, what others publish meanwhile is not told, and it comes back.

import type {
  Engine,
  EngineListener,
  EngineSession,
  PublishRequest,
} from "../../../src/engine/engine.ts";
import { memoryEngine } from "../../../src/engine/memory-engine.ts";
import { EngineError } from "../../../src/errors.ts";

export class AwayEngine implements Engine {
  readonly name = "away";
  readonly real: Engine = memoryEngine();
  readonly #sessions = new Map<EngineListener, EngineSession>();
  #isAway = false;
  /** What is published is lost on the way to all sessions. */
  isDeaf = false;
  /** The publishes that it was asked for. */
  asked: PublishRequest[] = [];

  async open(listener: EngineListener): Promise<EngineSession> {
    const session = await this.real.open({
      message: (message) => this.#isAway || this.isDeaf || listener.message(message),
      status: () => {},
      top: (channel, position) => this.#isAway || listener.top(channel, position),
    });
    this.#sessions.set(listener, session);
    return {
      publish: (request) => {
        this.asked.push(request);
        return this.#unless(() => session.publish(request));
      },
      subscribe: (channel) => this.#unless(() => session.subscribe(channel)),
      unsubscribe: (channel) => session.unsubscribe(channel),
      read: (channel, range) => this.#unless(() => session.read(channel, range)),
      close: () => {
        this.#sessions.delete(listener);
        return session.close();
      },
    };
  }

  async #unless<T>(call: () => Promise<T>): Promise<T> {
    if (this.#isAway) throw new EngineError("The engine is away.");
    return call();
  }

  leave(reason?: unknown): void {
    this.#isAway = true;
    for (const listener of this.#sessions.keys()) listener.status("down", reason);
  }

  /** It is back; `isReadable` false: its calls still reject. */
  comeBack(isReadable = true): void {
    this.#isAway = !isReadable;
    for (const listener of this.#sessions.keys()) listener.status("up");
  }

  /** Tells all sessions the newest position of a channel. */
  async compare(channel: string): Promise<void> {
    for (const [listener, session] of this.#sessions)
      listener.top(channel, (await session.read(channel, { last: 0 })).top);
  }

  /** Its calls reject, and it does not say why. */
  fail(): void {
    this.#isAway = true;
  }

  heal(): void {
    this.#isAway = false;
  }
}
