// A watcher on a manual clock: when it probes, what it says, and what it tells.

import { describe, expect, test } from "vitest";
import { changesOf, world } from "./support/service.ts";

const down = new Error("connection refused");

describe("a watcher probes", () => {
  test("at 0, 2, 6, 14, 30, 62, 122, 182, 242 and 302 s and then every 60 s, where everything fails", async () => {
    const { clock, service, watch } = world();
    service.answer = down;
    watch();
    await clock.run(500_000);
    const startup = [0, 2, 6, 14, 30, 62, 122, 182, 242, 302];
    expect(service.startSeconds).toEqual([...startup, 362, 422, 482]);
  });

  test("every 60 s from start to start while the service is ready, however long a probe takes", async () => {
    const { clock, service, watch } = world();
    service.takes = 3_000;
    watch();
    await clock.run(200_000);
    expect(service.startSeconds).toEqual([0, 60, 120, 180]);
  });
});
