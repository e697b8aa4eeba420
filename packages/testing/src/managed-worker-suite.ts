// The compliance suite of managed workers: what every worker does that a supervisor can run.

import { endCases } from "./managed-worker-suite/end-cases.ts";
import { lifeCases } from "./managed-worker-suite/life-cases.ts";
import type { ManagedWorkerSuiteOptions } from "./managed-worker-suite/options.ts";
import { type ManagedWorkerCase, Scene } from "./managed-worker-suite/scene.ts";
import { registerCases } from "./suite-cases.ts";

/**
 * Registers the suite's tests with a runner. Of what the capabilities deny, no test is registered. Throws for an exception to a case that
 * there is not.
 */
export function testManagedWorker(options: ManagedWorkerSuiteOptions): void {
  registerCases([...lifeCases, ...endCases], {
    ...options,
    kind: "worker",
    play: (run: ManagedWorkerCase["run"]) => Scene.play(options, run),
  });
}
