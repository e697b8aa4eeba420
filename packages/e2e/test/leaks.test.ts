// What thousands of dials leave behind: nothing. Measured as a slope, in processes of their own.
import { describe } from "vitest";
import type { LeakJob, LeakResult } from "./support/leak.ts";
import { eventually, freePort, type Stage, test } from "./support/stage.ts";

async function refused(stage: Stage, job: LeakJob): Promise<LeakResult> {
  const program = await stage.program("refused", job, ["--expose-gc"]);
  return program.said<LeakResult>("result");
}

/** The pool's own listener, while it is open; no listener, timer or socket after it. */
const NOTHING = { listeners: [1, 0], resources: [] };

describe.concurrent("nothing is left of", () => {
  test("100,000 failed dials", async ({ stage, expect }) => {
    const result = await refused(stage, { peers: 100, rounds: 20, dialsPerRound: 5_000 });
    expect(result).toMatchObject({ ...NOTHING, dials: 100_000 });
    expect(Math.abs(result.slope), result.heap).toBeLessThan(8);
  });

  test("10,000 dials that nobody answers at the other end of a socket", async ({
    stage,
    expect,
  }) => {
    const job = { peers: 50, rounds: 20, dialsPerRound: 500, port: await freePort() };
    const result = await refused(stage, job);
    expect(result).toMatchObject({ ...NOTHING, dials: 10_000 });
    expect(Math.abs(result.slope), result.heap).toBeLessThan(64);
  });

  test("1,000 pairs of connect and remove, on both sides", async ({ stage, expect }) => {
    const { server, url } = await stage.echo();
    let accepted = 0;
    server.on("connection", () => accepted++);
    const program = await stage.program("pairs", { url, pairs: 1_000 }, ["--expose-gc"]);
    const result = await program.said<LeakResult>("result");
    expect(result).toMatchObject(NOTHING);
    expect(Math.abs(result.slope), result.heap).toBeLessThan(200);
    expect(accepted).toBeGreaterThanOrEqual(750);
    await eventually(() => server.clients.size === 0);
  });
});
