// What a seed draws before its schedule begins: how much goes wrong, and what. So one schedule loses copies, another one flushes its broker, and a
// third does nothing but move clients.

import type { SeededRandom } from "@skep/core/testing";

export const FAULTS = [
  "a node is cut off",
  "tops are told",
  "a node is away",
  "a node is restarted",
  "the broker is away",
] as const;

/** What is lost for good. */
export const LOSSES = [
  "the broker comes back empty",
  "the broker comes back older",
  "the broker comes back older in another life",
  "the broker is emptied and does not say so",
] as const;

export type FaultName = (typeof FAULTS)[number];
export type LossName = (typeof LOSSES)[number];

export interface Plan {
  /** The part of steps that are faults. */
  readonly faults: number;
  /** The part of copies that are lost, and of questions that fail. */
  readonly lost: number;
  readonly failing: number;
  readonly names: readonly FaultName[];
  /** The part of steps that are losses. */
  readonly losses: number;
  readonly lossNames: readonly LossName[];
  /** How soon an outage ends. */
  readonly healing: number;
  /** The channels, all of them or a few, in which more happens. */
  readonly channels: readonly string[];
  /** How often clients move. */
  readonly moving: number;
  /** How often messages and answers that are on their way move on. */
  readonly hearing: number;
  readonly answering: number;
}

/** Nothing goes wrong any more. */
export const CALM: Plan = {
  faults: 0,
  lost: 0,
  failing: 0,
  names: [],
  losses: 0,
  lossNames: [],
  healing: 1,
  channels: [],
  moving: 0,
  hearing: 1,
  answering: 1,
};

export function planOf(random: SeededRandom, all: readonly string[]): Plan {
  const names = FAULTS.filter(() => random.chance(0.7));
  const lossNames = LOSSES.filter(() => random.chance(0.5));
  return {
    faults: names.length === 0 ? 0 : random.pick([0.003, 0.015, 0.05]),
    lost: random.pick([0, 0.03, 0.2]),
    failing: random.pick([0, 0.05, 0.2]),
    names,
    losses: lossNames.length === 0 ? 0 : random.pick([0.002, 0.008, 0.03]),
    lossNames,
    healing: random.pick([0.05, 0.15, 0.4]),
    channels: random.chance(0.3)
      ? all
      : [random.pick(all), random.chance(0.5) ? "long:1" : random.pick(all)],
    moving: random.pick([0.002, 0.01, 0.05]),
    hearing: random.pick([0.3, 1, 1]),
    answering: random.pick([0.3, 1, 1]),
  };
}
