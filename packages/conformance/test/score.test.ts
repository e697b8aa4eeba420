// Tests that are run without a runner.

import { expect, test } from "vitest";
import { scoreOf } from "../src/score.ts";

test("tests that fail, or are not done in time, are told, and stop no other", async () => {
  const order: string[] = [];
  const done = async (): Promise<void> => void order.push("done");
  const score = await scoreOf(
    [
      ["fails", () => Promise.reject(new Error("no"))],
      ["fails without a word", () => Promise.reject(new Error())],
      [" hangs ", () => new Promise(() => {})],
      ["is done", done],
    ],
    50,
  );
  expect(score).toEqual({
    passed: 1,
    failed: [
      "fails: no",
      "fails without a word: failed without a word",
      "hangs: not done within 50 ms",
    ],
  });
  expect(order).toEqual(["done"]);
});
