// What thousands of dials leave behind: nothing. Measured as slopes, in processes of their own.
import { describe } from "vitest";
import { hesitantServer } from "./support/counting-servers.ts";
import { atRest, leaksOf, NOTHING, NOTHING_GROWS } from "./support/leak.ts";
import { eventually, freePort, test } from "./support/stage.ts";

/** Where the machine does other things as well. */
const BUSY = { timeout: 400_000 };

describe.concurrent("nothing is left of", BUSY, () => {
  test("100,000 failed dials of 100 peers", async ({ stage, expect }) => {
    const job = { peers: 100, anew: false, rounds: 20, dialsPerRound: 5_000 };
    const result = await leaksOf(stage, "refused", job);
    // One listener, however many wait and however often they dialled.
    expect(result).toMatchObject({ ...NOTHING, listeners: [1, 0] });
    expect(result.count).toBeGreaterThanOrEqual(100_000);
    expect(result.objects, result.history).toBeLessThan(NOTHING_GROWS);
    expect(result.bytes.most, result.history).toBeLessThan(20);
  });

  test("10,000 dials that nobody answers, over sockets", async ({ stage, expect }) => {
    const job = { peers: 50, anew: false, rounds: 20, dialsPerRound: 500, port: await freePort() };
    const result = await leaksOf(stage, "refused", job);
    expect(result).toMatchObject({ ...NOTHING, listeners: [1, 0] });
    expect(result.count).toBeGreaterThanOrEqual(10_000);
    expect(result.objects, result.history).toBeLessThan(0.1);
    expect(result.bytes.most, result.history).toBeLessThan(100);
  });

  test("4,000 peers that were given up after 5 dials each", async ({ stage, expect }) => {
    const job = { peers: 200, anew: true, rounds: 20, dialsPerRound: 1_000 };
    const result = await leaksOf(stage, "refused", job);
    expect(result).toMatchObject({ ...NOTHING, listeners: [1, 0], count: 20_000 });
    expect(result.objects, result.history).toBeLessThan(NOTHING_GROWS);
    expect(result.bytes.most, result.history).toBeLessThan(50);
  });

  test("1,000 pairs of connect and remove, on both sides", async ({ stage, expect }) => {
    const { server, url } = await stage.echo();
    let accepted = 0;
    server.on("connection", () => accepted++);
    const result = await leaksOf(stage, "pairs", { url, pairs: 1_000 });
    expect(result).toMatchObject({ ...NOTHING, listeners: [1, 0] });
    expect(result.objects, result.history).toBeLessThan(0.1);
    // Less than anything that a pair could have left.
    expect(result.bytes.most, result.history).toBeLessThan(1_000);
    expect(accepted).toBeGreaterThanOrEqual(750);
    await eventually(() => server.clients.size === 0);
  });

  test("14,000 dials that were given up while somebody was asked or answered slowly", async ({
    stage,
    expect,
  }) => {
    const server = await hesitantServer(stage);
    const job = { url: server.url, rounds: 20, dialsPerWay: 100 };
    const result = await leaksOf(stage, "given-up", job);
    expect(result).toMatchObject({ ...NOTHING, listeners: [1, 0], count: 10_000 });
    expect(result.also).toEqual({ dials: 14_000 });
    expect(result.alive).toEqual(atRest(0));
    expect(result.objects, result.history).toBeLessThan(NOTHING_GROWS);
    expect(result.bytes.most, result.history).toBeLessThan(50);
    // Those that were given up at once may have come as far, or not.
    expect(server.begun).toBeGreaterThanOrEqual(10_000);
    await eventually(() => server.ended === server.begun);
  });
});
