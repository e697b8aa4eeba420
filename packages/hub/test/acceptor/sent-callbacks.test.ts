// Callbacks that wait for bytes to leave.

import { expect, test } from "vitest";
import { SentCallbacks } from "../../src/acceptor/sent-callbacks.ts";

test("each is called when what was sent before it has left, and not before", () => {
  const callbacks = new SentCallbacks();
  const told: number[] = [];
  callbacks.add(10);
  callbacks.push(() => told.push(1));
  callbacks.add(10);
  callbacks.push(() => told.push(2));
  callbacks.add(10);
  callbacks.settle(21);
  expect(told).toEqual([]);
  callbacks.settle(20);
  expect(told).toEqual([1]);
  expect(callbacks.isEmpty).toBe(false);
  callbacks.settle(0);
  expect(told).toEqual([1, 2]);
  expect(callbacks.isEmpty).toBe(true);
});

test("one that sends more and waits again is not called for that", () => {
  const callbacks = new SentCallbacks();
  const told: number[] = [];
  callbacks.add(5);
  callbacks.push(() => {
    told.push(1);
    callbacks.add(7);
    callbacks.push(() => told.push(2));
  });
  callbacks.settle(0);
  expect(told).toEqual([1]);
  callbacks.settle(7);
  expect(told).toEqual([1]);
  callbacks.settle(0);
  expect(told).toEqual([1, 2]);
});
