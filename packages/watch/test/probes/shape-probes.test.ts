// Probes that look at what is in this process: a pool and a process, by their shapes.

import { describe, expect, test } from "vitest";
import { Pool } from "@skep/core";
import { MemoryTransport } from "@skep/core/testing";
import { poolProbe, processProbe } from "@skep/watch";
import { ask } from "../support/asking.ts";

const pool = (...states: readonly string[]) => ({
  peers: () => states.map((state) => ({ state })),
});

describe("the probe of a pool", () => {
  test.each([
    [["connected", "waiting", "dialing"], undefined, "degraded"],
    [["connected", "connected"], undefined, "good"],
    [["waiting", "dialing"], undefined, "failing"],
    [[], undefined, "failing"],
    [["connected", "waiting"], "all", "failing"],
    [["connected", "connected"], "all", "good"],
    [[], "all", "failing"],
    [["connected", "connected", "waiting"], 2, "degraded"],
    [["connected", "waiting", "waiting"], 2, "failing"],
  ] as const)("of peers that are %j with %s is %s", async (states, connected, result) => {
    const asked = ask(poolProbe(pool(...states), { connected }));
    if (result === "failing")
      return expect(asked).rejects.toThrow(/^\d of \d peers are connected\.$/);
    const there = states.filter((state) => state === "connected").length;
    const degraded = { degraded: `${there} of ${states.length} peers are connected` };
    return expect(await asked).toEqual(result === "good" ? true : degraded);
  });

  test("looks at a real pool", async () => {
    await using real = new Pool({ transport: new MemoryTransport({ autoAccept: true }) });
    const probe = poolProbe(real);
    await expect(ask(probe)).rejects.toThrow("0 of 0 peers are connected.");
    await real.connect("wss://relay.example").whenConnected();
    expect(await ask(probe)).toBe(true);
  });
});

describe("the probe of a process", () => {
  test("is good while its status is, without regard to case", async () => {
    const process = { status: "Running" };
    const probe = processProbe({ state: () => process });
    await ask(probe);
    process.status = "Failed";
    await expect(ask(probe)).rejects.toThrow("Its status is Failed.");
    await ask(processProbe({ state: () => process }, { good: ["running", "failed"] }));
  });
});
