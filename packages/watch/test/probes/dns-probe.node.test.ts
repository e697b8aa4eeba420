// A probe that asks DNS, and a name server that answers it.

import { expect, test } from "vitest";
import { dnsProbe } from "@skep/watch/node";
import { ask } from "../support/asking.ts";
import { nameServer } from "../support/dns-server.ts";

test("a name with a record is good", async () => {
  const { server } = await nameServer({ "db.example": "192.0.2.7" });
  const probe = dnsProbe("db.example", { servers: [server] });
  await ask(probe);
  expect(probe.host).toBe(server);
});

test("a name without one is a failure with its code", async () => {
  const { server } = await nameServer({});
  await expect(ask(dnsProbe("db.example", { servers: [server] }))).rejects.toMatchObject({
    code: "ENOTFOUND",
  });
});

test("the records may be judged", async () => {
  const { server } = await nameServer({ "db.example": "192.0.2.7" });
  const judged = (address: string) =>
    dnsProbe("db.example", { servers: [server], expect: (records) => records.includes(address) });
  await ask(judged("192.0.2.7"));
  await expect(ask(judged("192.0.2.8"))).rejects.toThrow(
    "The records of db.example are other ones.",
  );
});

test("a server that hangs is asked no longer when the signal aborts, and no thread waits for it", async () => {
  const { asked, server } = await nameServer({}, true);
  const hanging = Array.from({ length: 8 }, () =>
    ask(dnsProbe("db.example", { servers: [server] }), 200),
  );
  // What needs a thread of the pool is not held up by eight questions without an answer.
  const { lookup } = await import("node:dns/promises");
  await lookup("localhost");
  for (const question of hanging)
    await expect(question).rejects.toMatchObject({ name: "TimeoutError" });
  expect(asked()).toBeGreaterThanOrEqual(8);
});
