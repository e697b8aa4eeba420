// The command line of the example.

import { parseArgs } from "node:util";

/** The brokers that hubs can share. */
export const ENGINES = ["redis", "nats"] as const;

export type EngineName = (typeof ENGINES)[number];

export interface FleetOptions {
  readonly engine: EngineName;
  readonly hubs: number;
  readonly subscribers: number;
  /** Messages per second, of all channels together. */
  readonly rate: number;
}

/** Throws where it is wrong. */
export function argumentsOf(args: readonly string[]): FleetOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      engine: { type: "string", default: "redis" },
      hubs: { type: "string", default: "3" },
      subscribers: { type: "string", default: "200" },
      rate: { type: "string", default: "200" },
    },
  });
  const engine = ENGINES.find((name) => name === values.engine);
  if (engine === undefined)
    throw new Error(`--engine must be ${ENGINES.join(" or ")}, got ${values.engine}.`);
  return {
    engine,
    hubs: count("hubs", values.hubs, 9),
    subscribers: count("subscribers", values.subscribers, 10_000),
    rate: count("rate", values.rate, 10_000),
  };
}

function count(name: string, text: string, most: number): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1 || value > most)
    throw new Error(`--${name} must be a whole number from 1 to ${most}, got ${text}.`);
  return value;
}
