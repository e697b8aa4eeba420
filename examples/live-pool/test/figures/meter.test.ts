// What only repeated looks can tell.

import { expect, test } from "vitest";
import { Meter, type Reading } from "../../src/figures/meter.ts";
import { LINK, stats } from "../support/row.ts";

/** Looks every 250 ms, for as long as the function has figures. */
function look(
  meter: Meter,
  times: number,
  figures: (at: number) => ReturnType<typeof stats>,
): Reading {
  let reading = meter.sample(figures(0), 0);
  for (let index = 1; index <= times; index++)
    reading = meter.sample(figures(index * 250), index * 250);
  return reading;
}

test("the first look knows no rate", () => {
  expect(new Meter().sample(stats({ received: 1_000 }), 5)).toMatchObject({ rate: 0, history: [] });
});

test("a rate is per second, over two seconds", () => {
  const steady = look(new Meter(), 40, (at) => stats({ received: at / 20 }));
  expect(steady.rate).toBe(50);
  expect(new Set(steady.history)).toEqual(new Set([50]));

  const ended = look(new Meter(), 40, (at) => stats({ received: Math.min(100, at / 20) }));
  expect(ended.rate).toBe(0);
  expect(ended.history).toEqual([50, 50, 50, 50, ...Array.from({ length: 16 }, () => 0)]);
});

test("the history has an end", () => {
  expect(look(new Meter(), 400, () => stats()).history).toHaveLength(60);
});

test("silence begins with the last heartbeat, and anew with each link", () => {
  const meter = new Meter();
  const heard = (dial: number, heartbeats: number): ReturnType<typeof stats> =>
    stats({ connection: { ...LINK, dial, heartbeats } });
  expect(meter.sample(heard(1, 1), 1_000).silence).toBe(0);
  expect(meter.sample(heard(1, 1), 1_700).silence).toBe(700);
  expect(meter.sample(heard(1, 2), 2_000).silence).toBe(0);
  expect(meter.sample(heard(2, 2), 3_000).silence).toBe(0);
  expect(meter.sample(stats({ state: "waiting", connection: undefined }), 4_000).silence).toBe(
    undefined,
  );
});

test("a pause is remembered for two seconds", () => {
  const meter = new Meter();
  const paused = stats({ connection: { ...LINK, paused: true } });
  expect(meter.sample(paused, 0).paused).toBe(true);
  expect(meter.sample(stats(), 1_900).paused).toBe(true);
  meter.sample(stats(), 2_000);
  expect(meter.sample(stats(), 4_000).paused).toBe(false);
});

test("each round trip counts once, and the last one outlives its link", () => {
  const meter = new Meter();
  for (const rtt of [undefined, 1, 1, 1, 4, 4]) meter.sample(stats({ rtt }), 0);
  expect(meter.sample(stats(), 0).rtt).toEqual({ last: 4, mean: 2.5 });
  expect(new Meter().sample(stats(), 0).rtt).toEqual({ last: undefined, mean: undefined });
});
