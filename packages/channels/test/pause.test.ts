// How long a client waits before it asks the hub again.

import { expect, test } from "vitest";
import { pause } from "../src/pause.ts";

test("the wait grows with each failure, up to half a minute, and is drawn by chance", () => {
  expect([1, 2, 3, 6, 100].map((failures) => pause(failures, 1))).toEqual([
    1_000, 2_000, 4_000, 30_000, 30_000,
  ]);
  expect(pause(100, 0)).toBe(100);
});

test("it is not less than the hub asks for", () => {
  expect([pause(1, 0, 800), pause(1, 1, 800), pause(1, 0, 60_000)]).toEqual([800, 1_000, 60_000]);
});

test("a hub that said when is asked again within three times that, however long its engine was away", () => {
  expect([2, 3, 20].map((failures) => pause(failures, 1, 1_000))).toEqual([2_000, 3_000, 3_000]);
  expect(pause(20, 0.5, 1_000)).toBeLessThanOrEqual(2_000);
  expect(pause(20, 1, 20_000)).toBe(30_000);
});
