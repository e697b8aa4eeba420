// One iterator over the inbox: many next() at once, return() and throw(), first come first served.

import { describe, expect, test } from "vitest";
import type { InboxMessage } from "../../src/inbox/message.ts";
import { fill, names, textOf, World } from "../inbox/support/world.ts";

const DONE = { value: undefined, done: true };

function readerOf({ inbox }: World): AsyncIterableIterator<InboxMessage, undefined> {
  return inbox[Symbol.asyncIterator]();
}

describe("next()", () => {
  test("may be open a hundred times, and each gets one message, in order", async () => {
    const world = new World();
    const reader = readerOf(world);
    const waiting = Array.from({ length: 100 }, () => reader.next());
    const queue = world.open("a");
    fill(queue, "a", 60);
    await world.clock.settle();
    fill(queue, "a", 40, 60);
    const read = (await Promise.all(waiting)).map(({ value }) => value && textOf(value));
    expect(read).toEqual(names("a", 100));
    expect(world.inbox.size).toBe(0);
  });

  test("that waits gets its message in the tick of the write", async () => {
    const world = new World();
    const queue = world.open("a");
    const got: string[] = [];
    void readerOf(world)
      .next()
      .then(({ value }) => value && got.push(textOf(value)));
    queue.write("a0", 1);
    await Promise.resolve();
    expect(got).toEqual(["a0"]);
  });

  test("of messages and of batches is served first come, first served", async () => {
    const world = new World();
    const batches = world.inbox.batches({ max: 2 })[Symbol.asyncIterator]();
    const order: string[] = [];
    const settled = [
      readerOf(world)
        .next()
        .then(({ value }) => order.push(`first ${textOf(value as InboxMessage)}`)),
      batches.next().then(({ value }) => order.push(`second ${value?.map(textOf).join()}`)),
      readerOf(world)
        .next()
        .then(({ value }) => order.push(`third ${textOf(value as InboxMessage)}`)),
    ];
    fill(world.open("a"), "a", 5);
    // Who comes now does not jump the queue, although something can be read.
    const late = readerOf(world).next();
    settled.push(late.then(({ value }) => order.push(`late ${textOf(value as InboxMessage)}`)));
    await Promise.all(settled);
    expect(order).toEqual(["first a0", "second a1,a2", "third a3", "late a4"]);
  });

  test("that finds nothing when it is woken waits on", async () => {
    const world = new World();
    const queue = world.open("a");
    const batch = world.inbox.batches()[Symbol.asyncIterator]().next();
    queue.write("a0", 1);
    expect(world.drain()).toEqual(["a0"]);
    await world.clock.settle();
    queue.write("a1", 1);
    expect((await batch).value?.map(textOf)).toEqual(["a1"]);
  });
});

describe("return()", () => {
  test("settles the iterator's own next() as done, and nobody else's", async () => {
    const world = new World();
    const [left, stays] = [readerOf(world), readerOf(world)];
    const [a, b, c] = [left.next(), stays.next(), left.next()];
    expect(await left.return?.()).toEqual(DONE);
    expect([await a, await c]).toEqual([DONE, DONE]);
    world.open("a").write("a0", 1);
    expect((await b).value?.data).toBe("a0");
  });

  test("is the end of that iterator, not of the inbox", async () => {
    const world = new World();
    fill(world.open("a"), "a", 2);
    const reader = readerOf(world);
    await reader.next();
    await reader.return?.();
    expect(await reader.next()).toEqual(DONE);
    expect(await reader.return?.()).toEqual(DONE);
    expect(world.drain()).toEqual(["a1"]);
  });

  test("of who would have been woken leaves the messages to the next one in line", async () => {
    const world = new World();
    const batches = world.inbox.batches()[Symbol.asyncIterator]();
    const gone = batches.next();
    const next = readerOf(world).next();
    fill(world.open("a"), "a", 1);
    void batches.return?.();
    // `next` must not get a1 before a0, which waits for the microtask.
    const last = readerOf(world).next();
    fill(world.open("b"), "b", 1);
    expect(await gone).toEqual(DONE);
    expect((await next).value?.data).toBe("a0");
    expect((await last).value?.data).toBe("b0");
  });
});

describe("throw()", () => {
  test("ends the iterator as return() does, and rejects with what was thrown", async () => {
    const world = new World();
    const reader = readerOf(world);
    const waiting = reader.next();
    const error = new Error("mine");
    await expect(reader.throw?.(error)).rejects.toBe(error);
    expect(await waiting).toEqual(DONE);
    world.open("a").write("a0", 1);
    expect(await reader.next()).toEqual(DONE);
    expect(world.drain()).toEqual(["a0"]);
  });
});

test("an iterator can be iterated itself", async () => {
  const world = new World();
  fill(world.open("a"), "a", 2);
  const reader = readerOf(world);
  await reader.next();
  for await (const message of reader) {
    expect(textOf(message)).toBe("a1");
    break;
  }
  expect(await reader.next()).toEqual(DONE);
});
