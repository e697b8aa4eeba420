// Hubs over a real Redis that is killed, stopped, flushed, set back and cut off: nothing is missed in silence, and nothing comes twice.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { complaintsOf, runFault } from "../support/engines/fault-run.ts";
import { keepReport } from "../support/engines/fault-table.ts";
import { RedisBroker } from "../support/engines/redis-broker.ts";
import { redisFaults } from "../support/engines/redis-faults.ts";
import { RedisServer } from "../support/engines/redis-server.ts";
import { tellFigure } from "../support/figure.ts";
import { describeServer } from "../support/packages.ts";

describeServer("redis-server under faults", ["redis-server"], () => {
  let server: RedisServer;

  beforeAll(async () => {
    server = await RedisServer.start();
  });

  afterAll(() => server.end());

  describe("hubs miss nothing in silence where", () => {
    test.each(redisFaults.map((fault) => [fault.name, fault] as const))(
      "%s",
      async (name, fault) => {
        const broker = new RedisBroker(server);
        try {
          const report = await runFault(broker, fault);
          tellFigure(`${name}: ${JSON.stringify(report)}`);
          await keepReport("Redis", name, report);
          expect(complaintsOf(report, fault)).toEqual([]);
          expect(report.delivered).toBeGreaterThan(report.published);
        } finally {
          await broker.end();
        }
      },
    );
  });

  test("a hub that trusts the disk sees that the server was set back, by the time of what it has seen last", async () => {
    const broker = new RedisBroker(server, { trustPersistence: true });
    const fault = redisFaults.find(({ name }) =>
      name.includes("older snapshot"),
    ) as (typeof redisFaults)[number];
    try {
      const report = await runFault(broker, fault);
      tellFigure(`set back, and trusted: ${JSON.stringify(report)}`);
      expect(complaintsOf(report, fault)).toEqual([]);
      expect(Object.keys(report.gaps)).toEqual(["fork"]);
    } finally {
      await broker.end();
    }
  });
});
