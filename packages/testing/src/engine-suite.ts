// The compliance suite of the hub's engine port: the laws that every engine keeps, proved against the real thing.

import { faultCases } from "./engine-suite/fault-cases.ts";
import { historyCases } from "./engine-suite/history-cases.ts";
import { keyCases } from "./engine-suite/key-cases.ts";
import type { EngineSuiteOptions } from "./engine-suite/options.ts";
import { orderCases } from "./engine-suite/order-cases.ts";
import { type EngineCase, Scene } from "./engine-suite/scene.ts";
import { sessionCases } from "./engine-suite/session-cases.ts";
import { registerCases } from "./suite-cases.ts";

/**
 * Registers the suite's tests with a runner. Of what the capabilities deny, no test is registered. Throws for an
 * exception to a case that there is not.
 */
export function testEngine(options: EngineSuiteOptions): void {
  registerCases(CASES, {
    ...options,
    kind: "engine",
    play: (run: EngineCase["run"]) => Scene.play(options, run),
  });
}

const CASES: readonly EngineCase[] = [
  ...orderCases,
  ...historyCases,
  ...keyCases,
  ...sessionCases,
  ...faultCases,
];
