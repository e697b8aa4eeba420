// The options of the engine over Redis, checked and filled in.

import {
  checkCount,
  checkMembers,
  checkNames,
  checkNumber,
  checkType,
  type Clock,
  ConfigError,
  systemClock,
} from "@skep/core/base";
import { databaseOf, keyPrefixOf, type RedisClientLike } from "./redis-client.ts";

/** The options of the engine over Redis. None has to be given. */
export interface RedisEngineOptions {
  /** What the names of all keys and channels begin with, in braces: hubs with the same one, in the same database, have their channels in common. Default: `skep`; 1 to 64 visible characters of ASCII but braces. */
  readonly prefix?: string | undefined;
  /**
   * Milliseconds that a channel is remembered after its last publish, while nobody has subscribed to it. When it comes back it has another epoch. Default:
   * 604,800,000 (a week); whole number from 60,000. Where history or keys are kept for longer, so is the channel.
   */
  readonly channelTtl?: number | undefined;
  /**
   * What a server has when it was started again is all that it had acknowledged, as with `appendfsync always`. Then a restart is no other life of
   * its channels. Default: `false`: with every other setting acknowledged messages may be lost, and the same offsets given again.
   */
  readonly trustPersistence?: boolean | undefined;
  /** Milliseconds between two comparisons of the newest positions with those that were told. Default: 30,000; from 100. */
  readonly topInterval?: number | undefined;
  /** For tests. Default: the clock of the system. */
  readonly clock?: Clock | undefined;
  /** From 0 to 1, for the waits between two attempts to connect. Default: `Math.random`. */
  readonly random?: (() => number) | undefined;
}

export type FilledRedisOptions = {
  readonly [K in keyof Required<RedisEngineOptions>]: NonNullable<RedisEngineOptions[K]>;
};

/** Throws a `ConfigError`. */
export function fillRedisOptions(
  client: RedisClientLike,
  options: RedisEngineOptions,
): FilledRedisOptions {
  const { prefix = "skep", channelTtl = 604_800_000, trustPersistence = false } = options;
  // Its timers hold the process, as its connections do: whoever waits for a Redis that is away has none of these.
  const { topInterval = 30_000, clock = systemClock(), random = Math.random } = options;
  checkNames(options, NAMES);
  checkMembers("client", client ?? null, ["duplicate"]);
  checkPrefix(prefix);
  // Channels have no such prefix, so that applications that are kept apart by it would be together.
  if (keyPrefixOf(client) !== undefined)
    throw new ConfigError(
      "client",
      "one without keyPrefix, as the option prefix keeps hubs apart",
      keyPrefixOf(client),
    );
  checkCount("channelTtl", channelTtl, 60_000);
  checkType("trustPersistence", trustPersistence, "boolean");
  checkNumber("topInterval", topInterval, 100);
  checkMembers("clock", clock, ["now", "wall", "schedule"]);
  checkType("random", random, "function");
  const home = databaseOf(client) === 0 ? prefix : `${prefix}/${databaseOf(client)}`;
  return { prefix: home, channelTtl, trustPersistence, topInterval, clock, random };
}

const NAMES = ["prefix", "channelTtl", "trustPersistence", "topInterval", "clock", "random"];

function checkPrefix(prefix: unknown): void {
  if (typeof prefix === "string" && /^[!-z|~]{1,64}$/.test(prefix)) return;
  throw new ConfigError("prefix", "1 to 64 visible characters of ASCII without braces", prefix);
}
