// The engine in memory keeps the laws of the port, and its own bounds.

import { ManualClock, SeededRandom } from "@skep/core/testing";
import { testEngine } from "@skep/testing";
import { describe, expect, test, vi } from "vitest";
import type { EngineMessage, EngineSession, PublishRequest } from "../../src/engine/engine.ts";
import { KeyMemory } from "../../src/engine/key-memory.ts";
import { memoryEngine, type MemoryEngineOptions } from "../../src/engine/memory-engine.ts";
import { EngineError } from "../../src/errors.ts";
import { MemorySubject } from "./support/memory-subject.ts";

testEngine({
  name: "the engine in memory",
  test,
  engine: () => new MemorySubject(),
  capabilities: { loses: true, restores: false, cuts: false, stalls: false, time: true },
});

const KEEP = { messages: 1_000, age: 3_600_000 };

async function opened(
  options: MemoryEngineOptions = {},
  message: (message: EngineMessage) => void = () => {},
): Promise<{
  session: EngineSession;
  publish: (
    channel: string,
    more?: Partial<PublishRequest>,
  ) => ReturnType<EngineSession["publish"]>;
}> {
  const session = await memoryEngine(options).open({ message, status: () => {}, top: () => {} });
  const publish = (
    channel: string,
    more: Partial<PublishRequest> = {},
  ): ReturnType<EngineSession["publish"]> =>
    session.publish({ channel, payload: "x", time: 1, retention: KEEP, ...more });
  return { session, publish };
}

/** Ages are of no interest here: messages of the time 1 are kept at the time 1. */
const clock = (): ManualClock => new ManualClock();

describe("the bounds of the engine in memory", () => {
  test("trim the oldest message of all channels when all of them are too large", async () => {
    const { session, publish } = await opened({ maxBytes: 3 * (250 + 2 * 100), clock: clock() });
    const time = clock().wall();
    const payload = "x".repeat(100);
    for (const channel of ["a", "b", "a", "b", "b"]) await publish(channel, { payload, time });
    const kept = async (channel: string): Promise<number[]> =>
      ((await session.read(channel, { last: 10 })).entries ?? []).map(({ offset }) => offset);
    expect([await kept("a"), await kept("b")]).toEqual([[2], [2, 3]]);
    const { top } = await session.read("a", { last: 0 });
    expect(
      await session.read("a", { after: { ...top, offset: 0, time: undefined }, limit: 9 }),
    ).toMatchObject({ gap: "trimmed" });
  });

  test("keep nothing of a message that is larger than all of them", async () => {
    const { session, publish } = await opened({ maxBytes: 100, clock: clock() });
    await publish("a", { time: clock().wall() });
    expect(await session.read("a", { last: 10 })).toMatchObject({
      top: { offset: 1 },
      entries: [],
    });
  });

  test("forget a channel that is not in use, and give it another epoch when it comes back", async () => {
    const { session, publish } = await opened({ maxChannels: 2 });
    const first = (await publish("a")).position;
    await session.subscribe("b");
    await publish("c");
    expect((await session.read("a", { after: first, limit: 9 })).gap).toBe("epoch");
    expect((await publish("b")).position.offset).toBe(1);
  });

  test("forget an idle channel before one with history", async () => {
    const { session, publish } = await opened({ maxChannels: 2, clock: clock() });
    const time = clock().wall();
    const kept = (await publish("kept", { time })).position;
    await publish("idle", { retention: undefined });
    await publish("other", { time });
    expect((await session.read("kept", { after: kept, limit: 9 })).gap).toBeUndefined();
  });

  test("are not filled by reads of channels at random", async () => {
    const { session, publish } = await opened({ maxChannels: 2 });
    const real = [(await publish("a")).position, (await publish("b")).position];
    for (let at = 0; at < 500; at++) {
      await session.read(`random-${at}`, { last: 1 });
      await session.read(`random-${at}`, { after: { epoch: "e", offset: 3 }, limit: 1 });
    }
    for (const [at, channel] of ["a", "b"].entries())
      expect(await session.read(channel, { after: real[at]!, limit: 9 })).toMatchObject({
        entries: [],
      });
  });

  test("are not filled by subscriptions to channels at random that have ended", async () => {
    const { session, publish } = await opened({ maxChannels: 3 });
    const real = [(await publish("a")).position, (await publish("b")).position];
    for (let at = 0; at < 500; at++) {
      await session.subscribe(`random-${at}`);
      await session.unsubscribe(`random-${at}`);
    }
    for (const [at, channel] of ["a", "b"].entries())
      expect((await session.read(channel, { after: real[at]!, limit: 9 })).gap).toBeUndefined();
  });

  test("give a channel that was only read the epoch that it then begins with", async () => {
    const { session, publish } = await opened({ clock: clock() });
    const { top } = await session.read("a", { last: 1 });
    await publish("a", { time: clock().wall() });
    const answer = await session.read("a", { after: top, limit: 9 });
    expect(answer.entries?.map(({ offset }) => offset)).toEqual([1]);
  });

  test("tell who has read a channel that is forgotten and begins anew that it has another epoch", async () => {
    const { session, publish } = await opened({
      maxChannels: 1,
      random: () => 0.5,
      clock: clock(),
    });
    const first = (await publish("a")).position;
    await publish("b");
    const { top } = await session.read("a", { last: 1 });
    await publish("c");
    await publish("a");
    expect((await session.read("a", { after: first, limit: 9 })).gap).toBe("epoch");
    expect((await session.read("a", { after: top, limit: 9 })).gap).toBe("epoch");
  });

  test("are passed by channels that are all in use", async () => {
    const { session, publish } = await opened({ maxChannels: 1 });
    await session.subscribe("a");
    await session.subscribe("b");
    const all = [await publish("a"), await publish("b"), await publish("a")];
    expect(all.map(({ position }) => position.offset)).toEqual([1, 1, 2]);
  });

  test("forget the oldest key", async () => {
    const { publish } = await opened({ maxKeys: 2 });
    const key = (text: string): Partial<PublishRequest> => ({
      key: { text, digest: "d", window: 1_000 },
    });
    for (const text of ["1", "2", "3"]) await publish("a", key(text));
    expect((await publish("a", key("2"))).outcome).toBe("duplicate");
    expect((await publish("a", key("1"))).outcome).toBe("published");
  });

  test("keep no key longer than its window, although nobody publishes to its channel any more", async () => {
    const time = new ManualClock();
    const { publish } = await opened({ clock: time });
    const key = { text: "k", digest: "d", window: 1_000 };
    const add = vi.spyOn(KeyMemory.prototype, "add");
    try {
      for (let at = 0; at < 50; at++) await publish(`c${at}`, { key });
      const kept = (): number =>
        add.mock.contexts.reduce<number>((sum, keys) => sum + (keys as KeyMemory).size, 0);
      expect(kept()).toBe(50);
      time.advance(1_000);
      await publish("other", { key });
      expect(kept()).toBe(1);
    } finally {
      add.mockRestore();
    }
  });

  test("hold over any life of many channels", async () => {
    const random = new SeededRandom(5);
    const manual = new ManualClock();
    const { session, publish } = await opened({
      maxBytes: 20_000,
      maxChannels: 8,
      clock: manual,
      random: () => random.next(),
    });
    for (let step = 0; step < 5_000; step++) {
      const channel = `c${random.int(20)}`;
      const dice = random.next();
      if (dice < 0.6) {
        const retention = random.chance(0.8)
          ? { messages: random.int(20), age: random.int(500) }
          : undefined;
        await publish(channel, {
          payload: "x".repeat(random.int(300)),
          time: manual.wall(),
          retention,
        });
      } else if (dice < 0.7) await session.subscribe(channel);
      else if (dice < 0.8) await session.unsubscribe(channel);
      else if (dice < 0.85) manual.advance(random.int(200));
      else {
        const { top, entries = [] } = await session.read(channel, { last: random.int(30) });
        // What is kept ends with the newest message, or nothing is.
        const offsets = entries.map(({ offset }) => offset);
        const from = top.offset - offsets.length + 1;
        expect(offsets).toEqual(offsets.map((_, at) => from + at));
      }
    }
  });
});

describe("an option of the engine in memory", () => {
  test.each([
    [{ maxBytes: -1 }, "maxBytes must be a whole number from 0, got -1"],
    [{ maxBytes: "1" }, 'maxBytes must be a whole number from 0, got "1"'],
    [{ maxChannels: 0 }, "maxChannels must be a whole number from 1, got 0"],
    [{ maxKeys: 1.5 }, "maxKeys must be a whole number from 1, got 1.5"],
    [{ size: 5 }, "size must be a known name (maxBytes"],
  ])("%j that cannot be used is told", (options, text) => {
    expect(() => memoryEngine(options as never)).toThrow(text);
    expect(() => memoryEngine(options as never)).toThrow(
      expect.objectContaining({ code: "ERR_CONFIG" }),
    );
  });
});

test("an error of an engine has a code, and holds as a class", async () => {
  const { session } = await opened();
  await session.close();
  const error = await session.read("a", { last: 1 }).catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(EngineError);
  expect(error).toMatchObject({ name: "EngineError", code: "ERR_HUB_ENGINE" });
  await expect(session.subscribe("a")).rejects.toBeInstanceOf(EngineError);
});
