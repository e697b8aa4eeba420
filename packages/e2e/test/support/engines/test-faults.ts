// A test for each fault: what it does to hubs over a broker, and what was promised.
import { expect, test } from "vitest";
import { tellFigure } from "../figure.ts";
import {
  complaintsOf,
  type Fault,
  type FaultRunOptions,
  PROMISED,
  type RunBroker,
  runFault,
} from "./fault-run.ts";
import { isForPage, keepReport } from "./fault-table.ts";

/** What is promised of time is asked for where a run has the machine for itself. Otherwise it is only so that a run that hangs is seen. */
const WITHIN = isForPage ? PROMISED : { degraded: 40_000, recovered: 20_000 };

/** `start` makes the broker of one test, whose channels are empty. `who` is what the page calls its engine. */
export function testFaults<B extends RunBroker & { end(): Promise<void> }>(
  who: string,
  faults: readonly Fault<B>[],
  start: () => Promise<B>,
  options?: FaultRunOptions,
): void {
  test.each(faults.map((fault) => [fault.name, fault] as const))("%s", async (name, fault) => {
    const broker = await start();
    try {
      const report = await runFault(broker, fault, options);
      tellFigure(`${who}, ${name}: ${JSON.stringify(report)}`);
      await keepReport(who, name, report);
      // As one text, so that the line of a second attempt says what the first one was about.
      expect(complaintsOf(report, fault, WITHIN).join("; ")).toBe("");
    } finally {
      await broker.end();
    }
  });
}
