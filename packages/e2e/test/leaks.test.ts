// What thousands of dials leave behind: nothing. Measured as a slope, in processes of their own.
import { describe } from "vitest";
import type { LeakJob, LeakResult } from "./support/leak.ts";
import { eventually, freePort, type Stage, test } from "./support/stage.ts";

async function refused(stage: Stage, job: LeakJob): Promise<LeakResult> {
  const program = await stage.program("refused", job, { flags: ["--expose-gc"] });
  return program.said<LeakResult>("result");
}

/** No timer, no socket. */
const NOTHING = { resources: [] };

describe.concurrent("nothing is left of", () => {
  test("100,000 failed dials of 100 peers", async ({ stage, expect }) => {
    const job = { peers: 100, anew: false, rounds: 20, dialsPerRound: 5_000 };
    const result = await refused(stage, job);
    // One listener a peer, and the pool's, however often they dialled.
    expect(result).toMatchObject({ ...NOTHING, listeners: [101, 0] });
    expect(result.dials).toBeGreaterThanOrEqual(100_000);
    expect(result.slope, result.heap).toBeLessThan(20);
  });

  test("10,000 dials that nobody answers, over sockets", async ({ stage, expect }) => {
    const job = { peers: 50, anew: false, rounds: 20, dialsPerRound: 500, port: await freePort() };
    const result = await refused(stage, job);
    expect(result).toMatchObject({ ...NOTHING, listeners: [51, 0] });
    expect(result.dials).toBeGreaterThanOrEqual(10_000);
    expect(result.slope, result.heap).toBeLessThan(100);
  });

  test("4,000 peers that were given up after 5 dials each", async ({ stage, expect }) => {
    const result = await refused(stage, {
      peers: 200,
      anew: true,
      rounds: 20,
      dialsPerRound: 1_000,
    });
    expect(result).toMatchObject({ ...NOTHING, listeners: [1, 0], dials: 20_000 });
    expect(result.slope, result.heap).toBeLessThan(50);
  });

  test("1,000 pairs of connect and remove, on both sides", async ({ stage, expect }) => {
    const { server, url } = await stage.echo();
    let accepted = 0;
    server.on("connection", () => accepted++);
    const program = await stage.program("pairs", { url, pairs: 1_000 }, { flags: ["--expose-gc"] });
    const result = await program.said<LeakResult>("result");
    expect(result).toMatchObject({ ...NOTHING, listeners: [1, 0] });
    // Less than anything that a pair could have left.
    expect(result.slope, result.heap).toBeLessThan(1_000);
    expect(accepted).toBeGreaterThanOrEqual(750);
    await eventually(() => server.clients.size === 0);
  });
});
