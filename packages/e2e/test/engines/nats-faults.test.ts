// Hubs over a real nats-server to which something is done: nobody misses anything in silence.
import { describe, expect, test } from "vitest";
import { complaintsOf, runFault } from "../support/engines/fault-run.ts";
import { keepReport } from "../support/engines/fault-table.ts";
import { NatsBroker } from "../support/engines/nats-broker.ts";
import { natsFaults } from "../support/engines/nats-faults.ts";
import { tellFigure } from "../support/figure.ts";
import { describeServer } from "../support/packages.ts";

describeServer("nats-server", ["nats-server"], () => {
  describe("hubs over NATS miss nothing in silence", () => {
    test.each(natsFaults.map((fault) => [fault.name, fault] as const))(
      "%s",
      async (name, fault) => {
        const broker = await NatsBroker.start();
        try {
          const report = await runFault(broker, fault);
          tellFigure(`${name}: ${JSON.stringify(report)}`);
          await keepReport("NATS", name, report);
          expect(complaintsOf(report, fault)).toEqual([]);
          expect(report.delivered).toBeGreaterThan(report.published);
        } finally {
          await broker.end();
        }
      },
    );
  });
});
