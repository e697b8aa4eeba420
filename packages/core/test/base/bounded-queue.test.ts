// A bounded queue with readers: its bound, what goes unread, and its end.

import { expect, test } from "vitest";
import { BoundedQueue } from "../../src/base/bounded-queue.ts";
import { ManualClock } from "../../src/testing/manual-clock.ts";

const queue = (capacity: number): BoundedQueue<string> =>
  new BoundedQueue(capacity, new ManualClock());

test("what is pushed is read in order, at once or later", async () => {
  const letters = queue(4);
  const reader = letters[Symbol.asyncIterator]();
  const next = reader.next();
  for (const letter of ["a", "b", "c"]) letters.push(letter);
  expect(await next).toEqual({ value: "a", done: false });
  expect([letters.size, letters.take(), letters.take(9), letters.take()]).toEqual([
    2,
    "b",
    ["c"],
    undefined,
  ]);
});

test("above its capacity the oldest go, and are counted until the next one is taken", () => {
  const letters = queue(2);
  for (const letter of ["a", "b", "c", "d"]) letters.push(letter);
  expect([letters.size, letters.missed]).toEqual([2, 2]);
  expect([letters.take(), letters.missed]).toEqual(["c", 0]);
});

test("its end leaves what waits, and then readers are done, or reject with the failure", async () => {
  const done = queue(2);
  done.push("a");
  done.end();
  const read: string[] = [];
  for await (const letter of done) read.push(letter);
  expect(read).toEqual(["a"]);
  const failed = queue(2);
  failed.end(new Error("why"));
  await expect(failed[Symbol.asyncIterator]().next()).rejects.toThrow("why");
});

test("a signal ends the iterator that was given it, and takes no item", async () => {
  const letters = queue(2);
  const controller = new AbortController();
  const reader = letters.items({ signal: controller.signal })[Symbol.asyncIterator]();
  const next = reader.next();
  controller.abort(new Error("enough"));
  await expect(next).rejects.toThrow("enough");
  letters.push("a");
  await expect(letters.items()[Symbol.asyncIterator]().next()).resolves.toMatchObject({
    value: "a",
  });
});
