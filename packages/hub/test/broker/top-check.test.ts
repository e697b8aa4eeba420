// The newest positions are asked for now and then, and those that were not told are told.

import { ManualClock } from "@skep/core/testing";
import { expect, test } from "vitest";
import { TopCheck, type TopCheckOptions } from "../../src/broker/top-check.ts";

/** A comparison over channels `c0`, `c1`, …, of which what was told and what is there are set by the test. */
function scene(count: number, options: Partial<TopCheckOptions> = {}) {
  const clock = new ManualClock();
  const names = Array.from({ length: count }, (_, at) => `c${at}`);
  const told = new Map<string, number>();
  const tops = new Map<string, number>();
  const asked: string[][] = [];
  const heard: string[] = [];
  const check = new TopCheck({
    clock,
    channels: () => names,
    ask: async (channels) => {
      asked.push([...channels]);
      return channels.map((channel) => ({ epoch: "e", offset: tops.get(channel) ?? 0 }));
    },
    told: {
      isBehind: (channel, { offset }) => (told.get(channel) ?? 0) < offset,
      last: (channel) => ({ epoch: "e", offset: told.get(channel) ?? 0 }),
      goBack: (channel, last, { offset }) => {
        if (offset >= last.offset) return false;
        told.set(channel, offset);
        return true;
      },
    },
    tell: (channel, { offset }) => heard.push(`${channel} ${offset}`),
    ...options,
  });
  return { asked, check, clock, heard, names, told, tops };
}

test("all channels are asked for every 30 s, in batches", async () => {
  const { asked, clock } = scene(5, { batch: 2 });
  await clock.run(29_999);
  expect(asked).toEqual([]);
  await clock.run(1);
  expect(asked).toEqual([["c0", "c1"], ["c2", "c3"], ["c4"]]);
  await clock.run(30_000);
  expect(asked.length).toBe(6);
});

test("only a position that was not told is told", async () => {
  const { clock, heard, told, tops } = scene(3, { interval: 1_000 });
  tops.set("c0", 4).set("c1", 4);
  told.set("c0", 4);
  await clock.run(1_000);
  expect(heard).toEqual([]);
  await clock.run(500);
  expect(heard).toEqual(["c1 4"]);
});

test("a message that was still under way is not told as lost", async () => {
  const { clock, heard, told, tops } = scene(1, { interval: 1_000 });
  tops.set("c0", 4);
  await clock.run(1_000);
  told.set("c0", 5);
  await clock.run(600);
  expect(heard).toEqual([]);
});

test("what is asked for now is asked for at once, and the rest of the channels later", async () => {
  const { asked, check, clock } = scene(3);
  check.now(["c1"]);
  await clock.run();
  expect(asked).toEqual([["c1"]]);
  check.now();
  await clock.run();
  expect(asked.at(-1)).toEqual(["c0", "c1", "c2"]);
  await clock.run(29_000);
  expect(asked.length).toBe(2);
});

test("what is asked for while a question is open is asked for behind it", async () => {
  const answers: (() => void)[] = [];
  const asked: string[][] = [];
  const ask = (channels: readonly string[]) => {
    asked.push([...channels]);
    return new Promise<[]>((resolve) => answers.push(() => resolve([])));
  };
  const { check, clock } = scene(3, { ask });
  check.now(["c0"]);
  check.now(["c1"]);
  check.now(["c2"]);
  expect(asked).toEqual([["c0"]]);
  answers[0]?.();
  await clock.run();
  expect(asked).toEqual([["c0"], ["c1", "c2"]]);
});

test("what is asked for while a question is open is asked for, also where that one fails", async () => {
  const asked: string[][] = [];
  let fail = (): void => {};
  const ask = (channels: readonly string[]) => {
    asked.push([...channels]);
    return new Promise<[]>((_, reject) => (fail = () => reject(new Error("away"))));
  };
  const { check, clock } = scene(3, { ask, batch: 2 });
  check.now();
  check.now(["c1"]);
  fail();
  await clock.run();
  expect(asked).toEqual([["c0", "c1"], ["c1"]]);
  fail();
  await clock.run();
  expect(asked.length).toBe(2);
});

test("a question that fails ends the comparison, and the next one comes in its time", async () => {
  let count = 0;
  const ask = async () => {
    count++;
    throw new Error("away");
  };
  const { clock } = scene(5, { batch: 2, ask });
  await clock.run(30_000);
  expect(count).toBe(1);
  await clock.run(30_000);
  expect(count).toBe(2);
});

test("nothing is asked and told after the end", async () => {
  const { asked, check, clock, heard, tops } = scene(1, { interval: 1_000 });
  tops.set("c0", 1);
  await clock.run(1_000);
  check.stop();
  check.now();
  await clock.run(60_000);
  expect([asked.length, heard, clock.pending]).toEqual([1, [], 0]);
});

test("a position that is not known is passed over", async () => {
  const { clock, heard } = scene(2, { ask: async () => [undefined], interval: 1_000 });
  await clock.run(5_000);
  expect(heard).toEqual([]);
});

test("a position before what was told is told at once", async () => {
  const { clock, heard, told, tops } = scene(2, { interval: 1_000 });
  told.set("c0", 9);
  tops.set("c0", 4);
  await clock.run(1_000);
  expect(heard).toEqual(["c0 4"]);
  await clock.run(3_000);
  expect(heard).toEqual(["c0 4"]);
});

test("what was told while the broker was asked is no reason to go back", async () => {
  let answer = (): void => {};
  const asking = new Promise<void>((resolve) => (answer = resolve));
  const { clock, heard, told } = scene(1, {
    interval: 1_000,
    ask: async () => {
      await asking;
      return [{ epoch: "e", offset: 4 }];
    },
  });
  told.set("c0", 4);
  await clock.run(1_000);
  told.set("c0", 5);
  answer();
  await clock.run(600);
  expect(heard).toEqual([]);
});
