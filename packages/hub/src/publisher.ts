// Publishes to the channels of hubs without being one: for jobs and functions that serve no clients.

import {
  checkMembers,
  checkNames,
  type Clock,
  MacrotaskBudget,
  systemClock,
} from "@skep/core/base";
import type { Position } from "@skep/protocol";
import { afterChecks } from "./after-checks.ts";
import { endSession } from "./engine/end-session.ts";
import type {
  Engine,
  EngineListener,
  EngineNeeds,
  EngineSession,
  Retention,
} from "./engine/engine.ts";
import { TimelySession } from "./engine/timely-session.ts";
import { HubClosedError } from "./errors.ts";
import { hubDefaults } from "./hub-options.ts";
import { fillNamespaces, type NamespaceOptions, needsOf } from "./namespace-options.ts";
import { eventTo, type Outbound } from "./outbound.ts";
import type { PublishOptions } from "./call-options.ts";
import { positionOf, requestOf } from "./publish-request.ts";

/** The options of a publisher. */
export interface PublisherOptions {
  /** The engine that the hubs use, too. */
  readonly engine: Engine;
  /** As the hubs have them: how much of a channel is kept goes along with each publish. Default: no history. */
  readonly namespaces?: Readonly<Record<string, NamespaceOptions>> | undefined;
  /** For tests. Default: the clock of the system. */
  readonly clock?: Clock | undefined;
}

/** A publisher subscribes to nothing, and learns from each publish whether the engine is there. */
const NO_LISTENER: EngineListener = { message: () => {}, status: () => {}, top: () => {} };

/** Publishes through an engine. It opens a session with the first publish, and keeps it until `close`. */
export class Publisher {
  readonly #engine: Engine;
  readonly #clock: Clock;
  readonly #retentionOf: (channel: string) => Retention | undefined;
  readonly #needs: EngineNeeds;
  /** A loop of awaited publishes must let sockets have their turn. */
  readonly #budget: MacrotaskBudget;
  #session: Promise<EngineSession> | undefined;
  #isClosed = false;

  /** Throws a `ConfigError` for an option that cannot be used. */
  constructor(options: PublisherOptions) {
    checkNames(options, ["engine", "namespaces", "clock"]);
    const { engine, namespaces = {}, clock = systemClock({ unref: true }) } = options;
    const namespaceOf = fillNamespaces(namespaces);
    checkMembers("engine", engine ?? null, ["open"]);
    checkMembers("clock", clock, ["now", "wall", "schedule"]);
    this.#engine = engine;
    this.#clock = clock;
    this.#retentionOf = (channel) => namespaceOf(channel).retention;
    this.#needs = needsOf(namespaces, hubDefaults.limits.keys);
    this.#budget = new MacrotaskBudget(clock);
  }

  /**
   * Publishes an event to a channel, and resolves with its position when the engine has it. With the same key, a publish that is repeated
   * within two minutes has the effect of one. The first ones wait until the engine has opened a session. Rejects with a `ConfigError` for
   * what cannot be published, with an `EngineError` where the engine is away or says nothing within 10 s, with a `ConflictError` where the
   * key was used with other data, and with a `HubClosedError` after `close`. The signal ends the wait; the engine may still get it.
   */
  publish(channel: string, data: unknown, options: PublishOptions = {}): Promise<Position> {
    return afterChecks(
      () => eventTo(channel, data, options.key),
      (outbound) => this.#budget.spend(this.#publish(outbound)),
      options,
    );
  }

  async #publish(outbound: Outbound): Promise<Position> {
    if (this.#isClosed) throw new HubClosedError("The publisher");
    const { keys } = hubDefaults.limits;
    const retention = this.#retentionOf(outbound.channel);
    const request = requestOf(outbound, "", { retention, keys });
    const time = this.#clock.wall();
    const session = await (this.#session ??= this.#open());
    return positionOf(await session.publish({ ...request, time }));
  }

  async #open(): Promise<EngineSession> {
    try {
      const session = await this.#engine.open(NO_LISTENER, this.#needs);
      return new TimelySession(session, this.#clock);
    } catch (error) {
      // The next publish tries again.
      this.#session = undefined;
      throw error;
    }
  }

  /**
   * Ends the session of the engine, also one that is still to open. What is under way may still reject. Rejects with what the engine says where it
   * cannot end the session, and with an `EngineError` where it says nothing within 5 s.
   */
  async close(): Promise<void> {
    this.#isClosed = true;
    const session = this.#session?.catch(() => undefined);
    if (session !== undefined) await endSession(async () => (await session)?.close(), this.#clock);
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }
}
