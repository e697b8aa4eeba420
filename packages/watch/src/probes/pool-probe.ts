// A probe that looks at a pool: how many of its peers are connected. It asks nobody over the network.

import { checkMembers, checkNames, ConfigError } from "@skep/core/base";
import { ProbeError } from "../errors.ts";
import { type Degraded, type Probe, probeOf } from "../probe.ts";

/** A pool, by its shape. */
export interface PoolLike {
  peers(): Iterable<{ readonly state: string }>;
}

/** How many peers have to be connected. */
export interface PoolProbeOptions {
  /** So many, `all` or `any`. Default: `any`, which is one. */
  readonly connected?: number | "all" | "any" | undefined;
}

/** Good while enough peers are connected; degraded while others are not. A pool without peers is a failure. Throws a `ConfigError`. */
export function poolProbe(pool: PoolLike, options: PoolProbeOptions = {}): Probe {
  checkMembers("pool", pool ?? null, ["peers"]);
  checkNames(options, ["connected"]);
  const { connected = "any" } = options;
  if (
    connected !== "all" &&
    connected !== "any" &&
    !(Number.isSafeInteger(connected) && connected > 0)
  )
    throw new ConfigError("connected", "a whole number from 1, all or any", connected);
  return probeOf(undefined, (): Degraded | true => {
    const states = [...pool.peers()].map(({ state }) => state);
    const there = states.filter((state) => state === "connected").length;
    const text = `${there} of ${states.length} peers are connected`;
    if (there < needed(connected, states.length)) throw new ProbeError(`${text}.`);
    return there < states.length ? { degraded: text } : true;
  });
}

function needed(connected: number | "all" | "any", all: number): number {
  if (connected === "any") return 1;
  return connected === "all" ? Math.max(1, all) : connected;
}
