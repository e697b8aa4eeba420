// The options of the engine in memory, checked and filled in.

import { ConfigError, systemClock } from "@skep/core/base";
import type { MemoryEngineOptions } from "./memory-engine.ts";

type Filled = {
  readonly [K in keyof Required<MemoryEngineOptions>]: NonNullable<MemoryEngineOptions[K]>;
};

export function fillMemoryOptions(options: MemoryEngineOptions): Filled {
  const { maxBytes = 67_108_864, maxChannels = 100_000, maxKeys = 10_000 } = options;
  checkCount("maxBytes", maxBytes, 0);
  checkCount("maxChannels", maxChannels, 1);
  checkCount("maxKeys", maxKeys, 1);
  for (const name of Object.keys(options))
    if (!NAMES.includes(name))
      throw new ConfigError(name, "left out, as there is no such option", undefined);
  const { clock = systemClock({ unref: true }), random = Math.random } = options;
  return { maxBytes, maxChannels, maxKeys, clock, random };
}

const NAMES = ["maxBytes", "maxChannels", "maxKeys", "clock", "random"];

function checkCount(name: string, value: unknown, least: number): void {
  if (Number.isSafeInteger(value) && (value as number) >= least) return;
  throw new ConfigError(name, `a whole number from ${least}`, value);
}
