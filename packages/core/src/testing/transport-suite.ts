// The compliance suite of the transport port: what every transport must do, proved against a real peer.

import { systemClock } from "../base/clock.ts";
import { closingCases } from "./transport-suite/closing-cases.ts";
import { handshakeCases } from "./transport-suite/handshake-cases.ts";
import { hostileCases } from "./transport-suite/hostile-cases.ts";
import { livenessCases } from "./transport-suite/liveness-cases.ts";
import { messageCases } from "./transport-suite/message-cases.ts";
import { payloadCases } from "./transport-suite/payload-cases.ts";
import type { TransportSuiteOptions } from "./transport-suite/options.ts";
import { Scene, type SuiteCase } from "./transport-suite/scene.ts";

/**
 * Registers the suite's tests with a runner. What a transport cannot do, its `can` and `capabilities` say,
 * and no test of it is registered. Throws for an exception to a case that there is not.
 */
export function testTransport(options: TransportSuiteOptions): void {
  const { name: suite, test, transport, exceptions = {} } = options;
  const has = { ...transport().can, ...options.capabilities };
  const cases = CASES.filter(({ needs }) => needs === undefined || has[needs]);
  for (const name of Object.keys(exceptions))
    if (!cases.some((known) => known.name === name))
      throw new Error(`No case is called "${name}".`);
  for (const { name, run } of cases) {
    const fault = exceptions[name];
    if (fault === undefined) test(`${suite} ${name}`, () => Scene.play(options, run));
    else test(`${suite} cannot: ${name} (${fault})`, () => expectFault(options, run));
  }
}

/** How long what an exception says is not told has to be told after all, and the whole case to end. */
const FAULT_TIMEOUT = 500;

async function expectFault(options: TransportSuiteOptions, run: SuiteCase["run"]): Promise<void> {
  const played = Scene.play({ ...options, timeout: FAULT_TIMEOUT }, run);
  const ended = await new Promise((resolve) => {
    const late = systemClock().schedule(3 * FAULT_TIMEOUT, () => resolve("never"));
    const end = (how: string) => () => {
      late.cancel();
      resolve(how);
    };
    played.then(end("well"), end("badly"));
  });
  if (ended === "well") throw new Error("The platform does it right now: this exception can go.");
}

const CASES: readonly SuiteCase[] = [
  ...handshakeCases,
  ...messageCases,
  ...payloadCases,
  ...livenessCases,
  ...closingCases,
  ...hostileCases,
];
