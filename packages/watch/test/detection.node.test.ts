// An outage is told within the promised time, and nothing is told that was none: services that fail at times of chance.

import { expect, test } from "vitest";
import { ManualClock, SeededRandom } from "@skep/core/testing";
import { Manager } from "@skep/watch";

const WATCHERS = 500;

/** In milliseconds. */
interface Found {
  readonly down: number;
  readonly ready: number;
  readonly early: readonly string[];
  readonly promised: { readonly down: number; readonly ready: number };
}

async function outage(seed: number): Promise<Found> {
  const random = new SeededRandom(seed);
  const clock = new ManualClock();
  const manager = new Manager({ clock, random: random.next });
  const backoff = {
    initialDelay: 100 + random.int(900),
    maxDelay: 1_000 + random.int(4_000),
    multiplier: 1 + random.next() * 2,
    pollInterval: 1_000 + random.int(4_000),
    probeTimeout: 100 + random.int(900),
    startupProbes: 1 + random.int(5),
    jitter: random.pick(["none", "full", "equal"] as const),
    failures: 1 + random.int(3),
    successes: 1 + random.int(3),
  };
  let isGood = true;
  const hangs = random.chance(0.5);
  const watcher = manager.watch({
    name: "service",
    backoff,
    probe: ({ signal }) => {
      if (isGood || !hangs) return isGood;
      return new Promise((_, reject) => {
        signal.addEventListener("abort", () => reject(signal.reason as Error));
      });
    },
  });
  return measured();

  async function measured(): Promise<Found> {
    await clock.run(60_000);
    const early = watcher.isReady ? [] : ["not ready in time"];
    await clock.run(random.int(backoff.pollInterval));
    watcher.addEventListener("down", () => void (isGood && early.push("down without an outage")));
    isGood = false;
    const down = await until(() => watcher.state === "down");
    await clock.run(random.int(20_000));
    isGood = true;
    const ready = await until(() => watcher.isReady);
    await manager.stop();
    const { failures, maxDelay, pollInterval, probeTimeout, successes } = backoff;
    const longest = Math.max(maxDelay, pollInterval);
    return {
      down,
      ready,
      early,
      promised: {
        down: failures * (pollInterval + probeTimeout),
        ready: successes * (longest + probeTimeout),
      },
    };
  }

  async function until(isSo: () => boolean): Promise<number> {
    const begun = clock.now();
    while (!isSo() && clock.now() - begun < 100_000)
      await clock.run((clock.next ?? clock.now() + 1) - clock.now());
    return clock.now() - begun;
  }
}

test("an outage is told within failures × (interval + timeout), and its end within successes × (the longest wait + timeout)", async () => {
  const wrong: string[] = [];
  for (let seed = 1; seed <= WATCHERS; seed += 1) {
    const { down, early, promised, ready } = await outage(seed);
    wrong.push(...early.map((what) => `seed ${seed}: ${what}`));
    if (down > promised.down) wrong.push(`seed ${seed}: down after ${down} of ${promised.down}`);
    if (ready > promised.ready)
      wrong.push(`seed ${seed}: ready after ${ready} of ${promised.ready}`);
  }
  expect(wrong).toEqual([]);
}, 120_000);
