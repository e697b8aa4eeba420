// Links that a router cuts, without a word or with one, between a pool and its server on two ends of a network.
import type { ExpectStatic } from "vitest";
import { Cable } from "./support/cable.ts";
import { CountingServer } from "./support/counting-server.ts";
import { describeFaults } from "./support/describe-cable.ts";
import { DistantPool } from "./support/distant-pool.ts";
import { figure } from "./support/figure.ts";
import type { PoolingJob } from "./support/programs/pooling.ts";
import { sleep, type Stage, test } from "./support/stage.ts";

/** To the next deadline on the grid of the pool's clock, and for a busy machine. */
const GRACE = 100 + 250;
const KEEPALIVE = 1_500;
const DIAL = 500;
const DELAY = 50;
const SESSION = { keepaliveTimeout: KEEPALIVE, pingInterval: 400, dialTimeout: DIAL };

interface Far {
  readonly cable: Cable;
  readonly server: CountingServer;
  readonly pool: DistantPool;
}

/** A pool of one peer at the end of a cable, and where it is not told otherwise, connected. */
async function far(stage: Stage, job: Partial<PoolingJob> = {}, cable?: Cable): Promise<Far> {
  const way = cable ?? (await Cable.laid(stage));
  const server = await CountingServer.start(stage, way.host);
  const pool = await DistantPool.start(stage, way, {
    urls: { a: server.url },
    ...job,
    session: { ...SESSION, ...job.session },
  });
  return { cable: way, server, pool };
}

/** The link was given up over its silence, in time, and is told to be gone once. */
async function expectSilence(expect: ExpectStatic, { pool }: Far, cutAt: number): Promise<number> {
  const { at, cause } = await pool.until("disconnected");
  expect(cause).toMatchObject({ phase: "live", kind: "keepalive" });
  expect(at - cutAt).toBeLessThanOrEqual(KEEPALIVE + GRACE);
  // The last sign of life came within one interval before.
  expect(at - cutAt).toBeGreaterThan(KEEPALIVE - 440 - 100);
  return at - cutAt;
}

/** It is back, by one dial; nothing is told twice; the server is left with one link. */
async function expectBack(expect: ExpectStatic, { pool, server }: Far, at: number) {
  const back = await pool.until("connected", "a", 2);
  // A dial that began in the dark may have to end before.
  expect(back.at - at).toBeLessThanOrEqual(DIAL + DELAY + GRACE);
  await server.untilLive(1);
  expect(server.opened).toHaveLength(2);
  // Longer than any timer of the old link.
  await sleep(KEEPALIVE);
  expect(pool.types("a").filter((type) => type !== "dialfailed")).toEqual([
    "connected",
    "disconnected",
    "connected",
  ]);
  expect(server).toMatchObject({ live: 1, opened: ["/", "/"] });
  return back.at - at;
}

describeFaults("a link whose router", () => {
  test.for([
    ["all packets", undefined],
    ["the packets of the server", "far"],
    ["the packets of the client", "near"],
  ] as const)("swallows %s is noticed, and made anew", async ([what, side], { stage, expect }) => {
    const there = await far(stage);
    await there.pool.until("connected");
    const cutAt = Date.now();
    await there.cable.swallow(side);
    const noticed = await expectSilence(expect, there, cutAt);
    const failed = await there.pool.until("dialfailed", "a", 2);
    expect(failed).toMatchObject({ cause: { phase: "dial", kind: "timeout" }, retryIn: DELAY });
    const healedAt = Date.now();
    await there.cable.pass();
    figure(`swallows ${what}`, { noticed, back: await expectBack(expect, there, healedAt) });
  });
});
