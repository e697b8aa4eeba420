// The options of the bridge, checked and filled in.

import {
  checkMembers,
  checkNames,
  checkType,
  type Clock,
  ConfigError,
  type Logger,
  safeLogger,
  systemClock,
} from "@skep/core/base";
import { channelFault } from "@skep/protocol";
import { isCluster, type RedisClientLike } from "../redis/redis-client.ts";

/** The options of the bridge. None has to be given. */
export interface RedisBridgeOptions {
  /**
   * What the names in Redis begin with: that of the hubs it moves with. Default: `ws`, as in the original; a name of a channel that does not end with
   * `:channel`, as hubs with such a prefix would hear those with the rest of it.
   */
  readonly prefix?: string | undefined;
  /** Told what was dropped, as it was none of a hub. Default: nobody. */
  readonly logger?: Logger | undefined;
  /** For tests. Default: the clock of the system. */
  readonly clock?: Clock | undefined;
  /** From 0 to 1, for the id of a session and for the waits between two attempts to connect. Default: `Math.random`. */
  readonly random?: (() => number) | undefined;
}

export interface FilledBridgeOptions {
  readonly client: RedisClientLike;
  readonly prefix: string;
  readonly logger: Logger;
  readonly clock: Clock;
  readonly random: () => number;
}

const NAMES = ["prefix", "logger", "clock", "random"];

/** Throws a `ConfigError`. */
export function fillBridgeOptions(
  client: RedisClientLike,
  options: RedisBridgeOptions,
): FilledBridgeOptions {
  const { prefix = "ws", logger = {}, clock = systemClock(), random = Math.random } = options;
  checkNames(options, NAMES);
  checkMembers("client", client ?? null, ["duplicate"]);
  if (isCluster(client))
    throw new ConfigError(
      "client",
      "one of createClient, as the bridge knows no cluster",
      "a cluster",
    );
  if (
    typeof prefix !== "string" ||
    channelFault(prefix) !== undefined ||
    prefix.endsWith(":channel")
  )
    throw new ConfigError("prefix", "a name of a channel that does not end with :channel", prefix);
  checkMembers("logger", options.logger, ["warn"]);
  checkMembers("clock", clock, ["now", "wall", "schedule"]);
  checkType("random", random, "function");
  return { client, prefix, logger: safeLogger(logger as Logger), clock, random };
}
