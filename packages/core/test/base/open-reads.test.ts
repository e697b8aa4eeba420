// Calls of next() that wait: taken back by a signal, and bounded.

import { describe, expect, test } from "vitest";
import { BackpressureError, ConfigError } from "../../src/errors.ts";
import type { InboxMessage } from "../../src/inbox/message.ts";
import { fill, textOf, World } from "../inbox/support/world.ts";
import { said } from "../../../../tools/production/said.ts";

/** How many calls may be open at once. */
const OPEN_READS = 1_024;

function reading(world: World): [AsyncIterator<InboxMessage, undefined>, AbortController] {
  const controller = new AbortController();
  const { signal } = controller;
  return [world.inbox.messages({ signal })[Symbol.asyncIterator](), controller];
}

describe("a signal", () => {
  test("takes back the calls of its iterator, which swallowed the next messages", async () => {
    const world = new World();
    const queue = world.open("a");
    const [given, controller] = reading(world);
    const forgotten = [given.next(), given.next()];
    const stays = world.inbox[Symbol.asyncIterator]().next();
    const reason = new Error("too late");
    controller.abort(reason);
    fill(queue, "a", 2);
    for (const read of forgotten) await expect(read).rejects.toBe(reason);
    expect((await stays).value?.data).toBe("a0");
    expect(world.drain()).toEqual(["a1"]);
  });

  test("makes later calls reject, also where something can be read", async () => {
    const world = new World();
    fill(world.open("a"), "a", 2);
    const [given, controller] = reading(world);
    expect((await given.next()).value?.data).toBe("a0");
    controller.abort("over");
    await expect(given.next()).rejects.toBe("over");
    expect(await given.return?.()).toEqual({ value: undefined, done: true });
    expect((await given.next()).done).toBe(true);
    expect(world.drain()).toEqual(["a1"]);
  });

  test("ends a loop with its reason, and the one of batches too", async () => {
    const world = new World();
    const controller = new AbortController();
    const { signal } = controller;
    const loop = async (of: AsyncIterable<unknown>): Promise<void> => {
      for await (const _ of of);
    };
    const loops = [loop(world.inbox.messages({ signal })), loop(world.inbox.batches({ signal }))];
    await world.clock.settle();
    controller.abort(new Error("shutting down"));
    for (const ended of loops) await expect(ended).rejects.toThrow("shutting down");
  });

  test("comes too late for a message that was given, which is not lost", async () => {
    const world = new World();
    const [given, controller] = reading(world);
    const read = given.next();
    world.open("a").write("a0", 1);
    controller.abort();
    expect((await read).value?.data).toBe("a0");
  });

  test("leaves what was about to be read to who waits next", async () => {
    const world = new World();
    const controller = new AbortController();
    const batches = world.inbox.batches({ signal: controller.signal })[Symbol.asyncIterator]();
    const gone = batches.next();
    const next = world.inbox[Symbol.asyncIterator]().next();
    fill(world.open("a"), "a", 1);
    controller.abort("over");
    await expect(gone).rejects.toBe("over");
    expect((await next).value?.data).toBe("a0");
  });

  test("is listened to only while a call is open", async () => {
    const world = new World();
    const controller = new AbortController();
    let listeners = 0;
    const { signal } = controller;
    const counted = (by: number, name: "addEventListener" | "removeEventListener"): void => {
      const inner = signal[name].bind(signal) as (...args: unknown[]) => void;
      signal[name] = (...args: unknown[]) => ((listeners += by), inner(...args));
    };
    counted(1, "addEventListener");
    counted(-1, "removeEventListener");
    const given = world.inbox.messages({ signal })[Symbol.asyncIterator]();
    const read = given.next();
    expect(listeners).toBe(1);
    world.open("a").write("a0", 1);
    await read;
    await world.clock.settle();
    expect(listeners).toBe(0);
  });

  test("that is none is refused before anything is read", () => {
    const { inbox } = new World();
    const signal = "soon" as unknown as AbortSignal;
    expect(() => inbox.messages({ signal })).toThrow(ConfigError);
    expect(() => inbox.batches({ signal })).toThrow(said("signal must be an object with"));
  });
});

describe("the calls that are open at once", () => {
  test("were as many as a program forgot in a race with a time-out: one too many is refused", async () => {
    const world = new World();
    const reader = world.inbox[Symbol.asyncIterator]();
    const open = Array.from({ length: OPEN_READS }, () => reader.next());
    for (const over of [reader, world.inbox.batches()[Symbol.asyncIterator]()])
      await expect(over.next()).rejects.toThrow(BackpressureError);
    await expect(reader.next()).rejects.toThrow(
      said("1024 calls of next() wait already: ", "ERR_BACKPRESSURE 1024"),
    );
    fill(world.open("a"), "a", 1);
    expect((await open[0])?.value && textOf((await open[0])?.value as InboxMessage)).toBe("a0");
    const again = reader.next();
    void reader.return?.();
    expect((await again).done).toBe(true);
    expect((await open.at(-1))?.done).toBe(true);
  });
});
