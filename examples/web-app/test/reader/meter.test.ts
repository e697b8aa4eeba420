// The rate of a feed by the clock, whatever the timers of a hidden page do.

import { expect, test } from "vitest";
import { Meter } from "../../src/reader/meter.ts";

test("the rate is that of the last three seconds", () => {
  const meter = new Meter();
  for (let at = 0; at <= 10_000; at += 250) meter.look(at < 5_000 ? 0 : (at - 5_000) / 100, at);

  expect(meter.look(50, 10_000).rate).toBeCloseTo(10);
  expect(meter.look(50, 11_500).rate).toBeCloseTo(5);
  expect(meter.look(50, 14_000).rate).toBe(0);
});

test("the history has one entry for each half second, and half a minute of them", () => {
  const meter = new Meter();
  for (let at = 0; at <= 2_000; at += 250) meter.look(at / 10, at);
  expect(meter.look(200, 2_000).history).toEqual([100, 100, 100, 100]);

  for (let at = 2_250; at <= 60_000; at += 250) meter.look(at / 10, at);
  expect(meter.look(6_000, 60_000).history).toHaveLength(60);
});

test("one look after a long pause fills the time between", () => {
  const meter = new Meter();
  meter.look(0, 0);

  expect(meter.look(20, 2_000).history).toEqual([10, 10, 10, 10]);
  expect(meter.look(20, 600_000).history).toHaveLength(60);
});
