// A hub's session of its engine: what the engine tells becomes inputs of the core, and what the core asks is asked of the engine.

import type { Clock, Timer } from "@skep/core/base";
import type { Position } from "@skep/protocol";
import type { Input } from "../core/input.ts";
import { EngineError, HubClosedError } from "../errors.ts";
import type { PublishOutcome } from "../metrics/counters.ts";
import { positionOf, type UntimedRequest } from "../publish-request.ts";
import { endSession } from "./end-session.ts";
import { EngineCalls, type EngineEffect } from "./engine-calls.ts";
import type { Engine, EngineListener, EngineNeeds, EngineSession, Published } from "./engine.ts";
import { TimelySession } from "./timely-session.ts";

export interface HubEngineOptions {
  readonly engine: Engine;
  readonly needs: EngineNeeds;
  readonly clock: Clock;
  readonly input: (input: Input) => void;
  /** Told what became of a publish of the application. */
  readonly published: (outcome: PublishOutcome) => void;
  /** Told what the engine could not do, and why it is away. */
  readonly failed: (error: unknown) => void;
}

export class HubEngine {
  readonly #options: HubEngineOptions;
  #session: EngineSession | undefined;
  #calls: EngineCalls | undefined;
  #retry: Timer | undefined;
  #isClosed = false;
  /** Why the engine is away; undefined while it is there. */
  away: EngineError | undefined;

  constructor(options: HubEngineOptions) {
    this.#options = options;
  }

  /** Opens the session. Rejects with what the engine says where it cannot be used. One that comes after `close` is ended at once. */
  async open(): Promise<void> {
    const { clock, engine, failed, input, needs } = this.#options;
    const listener: EngineListener = {
      message: (message) => input({ type: "message", message }),
      status: (status, reason) => this.#changed(status, reason),
      top: (channel, position) => input({ type: "top", channel, position }),
    };
    const session = await engine.open(listener, needs);
    if (this.#isClosed) {
      await this.#end(session);
      throw new HubClosedError();
    }
    const timely = new TimelySession(session, clock);
    this.#session = timely;
    // What was open when the hub was closed is missed by nobody.
    const unlessClosed = (error: unknown): void => void (this.#isClosed || failed(error));
    this.#calls = new EngineCalls(timely, () => clock.wall(), input, unlessClosed);
  }

  #changed(status: "up" | "down", reason: unknown): void {
    this.away = status === "up" ? undefined : new EngineError("The engine is away.", reason);
    if (this.away !== undefined) this.#options.failed(this.away);
    this.#options.input({ type: "engine", status });
  }

  perform(effect: EngineEffect): void {
    this.#calls?.perform(effect);
  }

  /** Publishes for the application. An engine that is away is not asked. */
  async publish(request: UntimedRequest): Promise<Position> {
    let outcome: PublishOutcome = "unavailable";
    try {
      const published = await this.#publish(request);
      ({ outcome } = published);
      return positionOf(published);
    } finally {
      this.#options.published(outcome);
    }
  }

  async #publish(request: UntimedRequest): Promise<Published> {
    if (this.#isClosed) throw new HubClosedError();
    if (this.#session === undefined) throw new EngineError("The hub is not up.");
    if (this.away !== undefined) throw this.away;
    try {
      return await this.#session.publish({ ...request, time: this.#options.clock.wall() });
    } catch (error) {
      // Whoever publishes may not look.
      this.#options.failed(error);
      throw error;
    }
  }

  /** One that is to come already is not put off: what fails again and again must not keep the rest from being tried. */
  retryIn(after: number): void {
    // What is open when a session ends may still fail, and nobody tries it again.
    if (this.#isClosed) return;
    const { clock, input } = this.#options;
    this.#retry ??= clock.schedule(after, () => {
      this.#retry = undefined;
      input({ type: "retry" });
    });
  }

  /** Rejects where the engine cannot end the session, or does not in time, which is told too. */
  async close(): Promise<void> {
    this.#isClosed = true;
    this.#retry?.cancel();
    const session = this.#session;
    // It is ended once.
    this.#session = undefined;
    if (session !== undefined) await this.#end(session);
  }

  async #end(session: EngineSession): Promise<void> {
    try {
      await endSession(() => session.close(), this.#options.clock);
    } catch (error) {
      this.#options.failed(error);
      throw error;
    }
  }
}
