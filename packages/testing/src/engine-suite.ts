// The compliance suite of the hub's engine port: the laws that every engine keeps, proved against the real thing.

import { historyCases } from "./engine-suite/history-cases.ts";
import { keyCases } from "./engine-suite/key-cases.ts";
import type { EngineSuiteOptions } from "./engine-suite/options.ts";
import { orderCases } from "./engine-suite/order-cases.ts";
import { type EngineCase, Scene } from "./engine-suite/scene.ts";
import { sessionCases } from "./engine-suite/session-cases.ts";

/**
 * Registers the suite's tests with a runner. Of what the capabilities deny, no test is registered. Throws for an
 * exception to a case that there is not.
 */
export function testEngine(options: EngineSuiteOptions): void {
  const { name: suite, test, capabilities, exceptions = {} } = options;
  const cases = CASES.filter(({ needs = [] }) => needs.every((need) => capabilities[need]));
  for (const name of Object.keys(exceptions))
    if (!cases.some((known) => known.name === name))
      throw new Error(`No case is called "${name}".`);
  for (const { name, run } of cases) {
    const otherwise = exceptions[name];
    if (otherwise === undefined) test(`${suite} ${name}`, () => Scene.play(options, run));
    else test(`${suite} does not: ${name} (${otherwise})`, () => expectOtherwise(options, run));
  }
}

async function expectOtherwise(options: EngineSuiteOptions, run: EngineCase["run"]): Promise<void> {
  const failed = await Scene.play(options, run).then(
    () => false,
    () => true,
  );
  if (!failed) throw new Error("The engine does it right now: this exception can go.");
}

const CASES: readonly EngineCase[] = [...orderCases, ...historyCases, ...keyCases, ...sessionCases];
