// What thousands of messages and waits leave behind: nothing. Measured as slopes, in processes of their own.
import { describe } from "vitest";
import { gushingServer, hearingServer } from "./support/counting-servers.ts";
import { atRest, leaksOf, NOTHING, NOTHING_GROWS, READINGS } from "./support/leak.ts";
import { test } from "./support/stage.ts";

/** Where the machine does other things as well. */
const BUSY = { timeout: 180_000 };

/** For each link or wait: half of the least leak that would be worth a name. */
const BYTES = 50;

describe.concurrent("nothing is left of", BUSY, () => {
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
      expect(result).toMatchObject({ ...NOTHING, listeners: [5, 0], count: 100_000 });
      expect(result.alive).toEqual(atRest(4));
      expect(result.objects.most, result.history).toBeLessThan(NOTHING_GROWS);
      expect(result.bytes.most, result.history).toBeLessThan(5);
    });

  test("10,000 waits that were aborted, and 15,000 that were not", async ({ stage, expect }) => {
    const server = await hearingServer(stage);
    const result = await leaksOf(stage, "waits", { url: server.url, rounds: 20, waits: 250 });
    expect(result.also).toEqual({
      ...{ aborted: 10_000, closed: 5_000, fulfilled: 10_000, other: 0 },
      waiting: 0,
    });
    expect(result).toMatchObject({ ...NOTHING, listeners: [4, 0] });
    expect(result.objects.most, result.history).toBeLessThan(NOTHING_GROWS);
    expect(result.bytes.most, result.history).toBeLessThan(BYTES);
  });
});
