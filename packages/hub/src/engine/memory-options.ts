// The options of the engine in memory, checked and filled in.

import { checkCount, checkNames, systemClock } from "@skep/core/base";
import type { MemoryEngineOptions } from "./memory-engine.ts";

type Filled = {
  readonly [K in keyof Required<MemoryEngineOptions>]: NonNullable<MemoryEngineOptions[K]>;
};

export function fillMemoryOptions(options: MemoryEngineOptions): Filled {
  const { maxBytes = 67_108_864, maxChannels = 100_000, maxKeys = 10_000 } = options;
  checkNames(options, NAMES);
  checkCount("maxBytes", maxBytes, 0);
  checkCount("maxChannels", maxChannels, 1);
  checkCount("maxKeys", maxKeys, 1);
  const { clock = systemClock({ unref: true }), random = Math.random } = options;
  return { maxBytes, maxChannels, maxKeys, clock, random };
}

const NAMES = ["maxBytes", "maxChannels", "maxKeys", "clock", "random"];
