// What one peer writes and what is read of it in a row costs a count: nobody can tell from any figure or bound.

import { describe, expect, test } from "vitest";
import type { InboxMessage } from "../../src/inbox/message.ts";
import { fill, names, textOf, World } from "./support/world.ts";

describe("in the midst of a burst", () => {
  test("all figures are those of the last message", () => {
    const world = new World();
    const queue = world.open("a");
    for (let written = 1; written <= 5; written++) {
      queue.write("four", 1);
      const { inbox } = world;
      expect([queue.size, queue.bytes, queue.received, queue.bytesReceived]).toEqual([
        written,
        4 * written,
        written,
        4 * written,
      ]);
      expect([inbox.size, inbox.bytes, world.taken]).toEqual([written, 4 * written, written]);
    }
  });

  test("the share holds to the message, in messages and in bytes", () => {
    const messages = new World({ capacity: 100 }).open("a");
    expect(fill(messages, "a", 101).indexOf("pause")).toBe(100);
    const bytes = new World({ limit: { bytes: 200 } }).open("a");
    expect(Array.from({ length: 12 }, () => bytes.write("ten bytes.", 1))).toEqual([
      ...Array<string>(10).fill("ok"),
      "pause",
      "pause",
    ]);
  });

  test("another peer's message is judged by what all have written", () => {
    const world = new World({ limit: { bytes: 200 }, overflow: "drop-newest" });
    const [a, b] = [world.open("a"), world.open("b")];
    b.write("b", 1);
    for (let at = 0; at < 5; at++) a.write("ten bytes.", 1);
    expect(b.write("x".repeat(150), 1)).toBe("pause");
    expect([b.dropped, b.size, a.dropped, world.inbox.bytes]).toEqual([0, 2, 1, 191]);
  });

  test("a message that is larger than what is left is weighed by itself", () => {
    const world = new World({ limit: { bytes: 100 }, overflow: "drop-newest" });
    const queue = world.open("a");
    fill(queue, "a", 3);
    queue.write("x".repeat(95), 1);
    expect([queue.dropped, queue.size, fill(queue, "a", 1, 3)]).toEqual([1, 3, ["ok"]]);
  });
});

describe("in the midst of being read", () => {
  test("all figures are those of the last message", () => {
    const world = new World();
    const queue = world.open("a");
    for (let at = 0; at < 5; at++) queue.write("four", 1);
    for (let left = 4; left >= 0; left--) {
      world.inbox.tryRead();
      expect([queue.size, queue.bytes, queue.received]).toEqual([left, 4 * left, 5]);
      expect([world.inbox.size, world.inbox.bytes]).toEqual([left, 4 * left]);
    }
  });

  test("a peer that has ended lets nothing in", () => {
    const world = new World();
    const queue = world.open("a");
    fill(queue, "a", 3);
    queue.end();
    world.inbox.tryRead();
    expect(queue.write("late", 1)).toBe("full");
    expect([world.drain(), queue.dropped]).toEqual([names("a", 2, 1), 1]);
  });

  test("what comes is read behind it, and others have their turn", () => {
    const world = new World();
    const [a, b] = [world.open("a"), world.open("b")];
    fill(a, "a", 3);
    world.inbox.tryRead();
    fill(a, "a", 10, 3);
    fill(b, "b", 1);
    const rest = world.drain();
    expect(rest.filter((text) => text.startsWith("a"))).toEqual(names("a", 12, 1));
    expect(rest.indexOf("b0")).toBeLessThanOrEqual(8);
  });

  test("the limit drops no more than it has to", () => {
    const world = new World({ capacity: 4, limit: { messages: 6 }, overflow: "drop-newest" });
    const queue = world.open("a");
    fill(queue, "a", 10);
    for (let at = 0; at < 3; at++) world.inbox.tryRead();
    world.macrotask();
    expect([queue.dropped, world.drain()]).toEqual([1, names("a", 6, 3)]);
  });

  test("a gate that closes holds what comes from then on", () => {
    const world = new World();
    const queue = world.open("a");
    fill(queue, "a", 4);
    world.inbox.tryRead();
    queue.hold();
    fill(queue, "b", 2);
    expect(world.drain()).toEqual(names("a", 3, 1));
    queue.discard();
    expect([queue.size, queue.dropped, queue.received]).toEqual([0, 2, 6]);
  });

  test("a batch is what is left", async () => {
    const world = new World();
    const queue = world.open("a");
    fill(queue, "a", 5);
    world.inbox.tryRead();
    world.inbox.tryRead();
    const { value } = await world.inbox.batches()[Symbol.asyncIterator]().next();
    expect((value as readonly InboxMessage[]).map(textOf)).toEqual(names("a", 3, 2));
    expect(queue.size).toBe(0);
  });
});
