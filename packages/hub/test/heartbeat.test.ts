// Clients that are there, and clients that are not, on a manual clock.

import { AlarmClock } from "@skep/core/base";
import { ManualClock } from "@skep/core/testing";
import { describe, expect, test } from "vitest";
import { type Beat, Heartbeat } from "../src/heartbeat.ts";

function start(random = 0.5): { clock: ManualClock; beat: Beat; told: string[] } {
  const clock = new ManualClock();
  const alarms = new AlarmClock(clock, {
    gap: () => {},
    threw: (error) => {
      throw error;
    },
  });
  const told: string[] = [];
  const begun = clock.now();
  const tell = (what: string) => () =>
    void told.push(`${what} ${Math.round((clock.now() - begun) / 1_000)}`);
  const heartbeat = new Heartbeat(
    { clock: alarms, interval: 30_000, timeout: 60_000, giveUp: tell("end") },
    () => random,
  );
  return { clock, told, beat: heartbeat.watch({ ping: tell("ping") }) };
}

describe("a client", () => {
  test("is pinged once an interval, from a moment of its own on", () => {
    const { clock, beat, told } = start(0.5);
    for (let second = 0; second < 110; second++) {
      clock.advance(1_000);
      beat.heard();
    }
    expect(told).toEqual(["ping 15", "ping 45", "ping 75", "ping 105"]);
    const early = start(0);
    early.clock.advance(1);
    expect(early.told).toEqual(["ping 0"]);
  });

  test("that says nothing is given up after the timeout, and not before", () => {
    const { clock, told } = start();
    clock.advance(59_900);
    expect(told).toEqual(["ping 15", "ping 45"]);
    clock.advance(300);
    expect(told.at(-1)).toBe("end 60");
  });

  test("that says something, whatever it is, is there", () => {
    const { clock, beat, told } = start();
    clock.advance(50_000);
    beat.heard();
    clock.advance(59_000);
    expect(told.filter((what) => what.startsWith("end"))).toEqual([]);
    clock.advance(2_000);
    expect(told.at(-1)).toBe("end 110");
  });

  test("that is gone is left alone", () => {
    const { clock, beat, told } = start();
    beat.stop();
    clock.advance(200_000);
    expect([told, clock.pending]).toEqual([[], 0]);
  });
});

test("a link that its platform watches is left alone", () => {
  const clock = new ManualClock();
  const told: string[] = [];
  const alarms = new AlarmClock(clock, { gap: () => {}, threw: () => {} });
  const giveUp = (): void => void told.push("end");
  const rhythm = { clock: alarms, interval: 30_000, timeout: 60_000, giveUp };
  const beat = new Heartbeat(rhythm, () => 0).watch({});
  clock.advance(600_000);
  beat.heard();
  beat.stop();
  expect([told, clock.pending]).toEqual([[], 0]);
});
