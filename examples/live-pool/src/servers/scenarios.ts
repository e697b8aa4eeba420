// The servers of the demo by name, in the order in which they are shown.

import type { Scenario } from "./scenario.ts";
import { dropping } from "./scenarios/dropping.ts";
import { flooding } from "./scenarios/flooding.ts";
import { freezing } from "./scenarios/freezing.ts";
import { late } from "./scenarios/late.ts";
import { refusing } from "./scenarios/refusing.ts";
import { steady } from "./scenarios/steady.ts";

export const SCENARIOS = {
  steady,
  flooding,
  dropping,
  late,
  refusing,
  freezing,
} as const satisfies Record<string, () => Scenario>;

export type ScenarioName = keyof typeof SCENARIOS;

export const SCENARIO_NAMES = Object.keys(SCENARIOS) as ScenarioName[];

export function isScenarioName(name: string): name is ScenarioName {
  return Object.hasOwn(SCENARIOS, name);
}
