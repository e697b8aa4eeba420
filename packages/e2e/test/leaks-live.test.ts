// What thousands of links, messages and waits leave behind: nothing. Measured as slopes, in processes of their own.
import { describe } from "vitest";
import { fatalServer, gushingServer, hearingServer } from "./support/counting-servers.ts";
import { atRest, leaksOf, NOTHING, NOTHING_GROWS, READINGS } from "./support/leak.ts";
import { eventually, test } from "./support/stage.ts";

/** Where the machine does other things as well. */
const BUSY = { timeout: 400_000 };

/** For each link or wait: half of the least leak that would be worth a name. */
const BYTES = 50;

/** More than 10,000 links; the gate refuses 2,016 of them, as many each are lost in four other ways, and 16 by silence. */
const LINKS = { peers: 42, rounds: 16, silent: { peers: 4, times: 4 } };

describe.concurrent("nothing is left of", BUSY, () => {
  test("10,000 links that were lost in six ways, on both sides", async ({ stage, expect }) => {
    const server = await fatalServer(stage);
    const result = await leaksOf(stage, "links", { ...LINKS, url: server.url, leaks: false });
    expect(result).toMatchObject({ ...NOTHING, listeners: [1, 0] });
    expect(result.alive).toEqual(atRest(46));
    expect(result.objects, result.history).toBeLessThan(NOTHING_GROWS);
    expect(result.bytes.most, result.history).toBeLessThan(BYTES);

    const { closed, lost, redial, gate, keepalive, read } = result.also;
    expect(closed).toBeGreaterThanOrEqual(2_016);
    // By a reset and by an end.
    expect(lost).toBeGreaterThanOrEqual(4_032);
    expect(redial).toBeGreaterThanOrEqual(2_016);
    expect(gate).toBeGreaterThanOrEqual(2_016);
    expect(keepalive).toBeGreaterThanOrEqual(16);
    // In part, what was sent just before came through.
    expect(read).toBeGreaterThan(2_000);
    expect(server.begun).toBeGreaterThanOrEqual(10_000);
    await eventually(() => server.ended === server.begun);
  });

  for (const reading of READINGS)
    test(`100,000 messages through pause and resume, read ${reading}`, async ({
      stage,
      expect,
    }) => {
      const url = await gushingServer(stage);
      const job = { url, peers: 4, rounds: 20, messagesPerRound: 5_000, reading };
      const result = await leaksOf(stage, "pauses", job);
      const { leastPauses, ...also } = result.also;
      expect(also).toEqual({ outOfOrder: 0, dropped: 0, received: 100_000, paused: 0 });
      // 25 MiB each, of which 64 KiB may wait.
      expect(leastPauses).toBeGreaterThan(100);
      expect(result).toMatchObject({ ...NOTHING, listeners: [1, 0], count: 100_000 });
      expect(result.alive).toEqual(atRest(4));
      expect(result.objects, result.history).toBeLessThan(NOTHING_GROWS);
      expect(result.bytes.most, result.history).toBeLessThan(10);
    });

  test("10,000 waits that were aborted, and 15,000 that were not", async ({ stage, expect }) => {
    const server = await hearingServer(stage);
    const result = await leaksOf(stage, "waits", { url: server.url, rounds: 20, waits: 250 });
    expect(result.also).toEqual({
      ...{ aborted: 10_000, closed: 5_000, fulfilled: 10_000, other: 0 },
      waiting: 0,
    });
    expect(result).toMatchObject({ ...NOTHING, listeners: [1, 0] });
    expect(result.objects, result.history).toBeLessThan(NOTHING_GROWS);
    expect(result.bytes.most, result.history).toBeLessThan(BYTES);
  });
});

describe.concurrent("what is left is found by", BUSY, () => {
  test("the same measuring, when it is 100 bytes of each lost link", async ({ stage, expect }) => {
    const { url } = await fatalServer(stage);
    const result = await leaksOf(stage, "links", { ...LINKS, url, leaks: true });
    // What would have failed the others.
    expect(result.bytes.least, result.history).toBeGreaterThan(BYTES);
    expect(result.objects).toBeGreaterThan(0.9);
    expect(result.objects).toBeLessThan(1.1);
  });
});
