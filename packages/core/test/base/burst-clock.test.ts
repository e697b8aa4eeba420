// The time of a burst: the same for all of it, read at most once.
import { beforeEach, describe, expect, it, vi } from "vitest";
import { BurstClock } from "../../src/base/burst-clock.ts";
import { soon } from "../../src/base/soon.ts";
import { ManualClock } from "../../src/testing/manual-clock.ts";

let source: ManualClock;
let burst: BurstClock;

beforeEach(() => {
  source = new ManualClock({ now: 5, wall: 1_000 });
  burst = new BurstClock(source);
});

describe("the clock of bursts", () => {
  it("is read once in a burst, however often it is asked", () => {
    const now = vi.spyOn(source, "now");
    const wall = vi.spyOn(source, "wall");
    burst.begin();
    burst.begin();
    const times = [burst.now, burst.wall, burst.now, burst.wall];
    expect(times).toEqual([5, 1_000, 5, 1_000]);
    expect([now.mock.calls.length, wall.mock.calls.length]).toEqual([1, 1]);
  });

  it("stands still in a burst", () => {
    burst.begin();
    expect([burst.now, burst.wall]).toEqual([5, 1_000]);
    source.jump(10);
    expect([burst.now, burst.wall]).toEqual([5, 1_000]);
  });

  it("is read anew in the next one", async () => {
    burst.begin();
    expect([burst.now, burst.wall]).toEqual([5, 1_000]);
    source.jump(10);
    await source.settle();
    burst.begin();
    expect([burst.wall, burst.now]).toEqual([1_010, 15]);
  });

  it("is the clock itself where there is no burst", async () => {
    expect([burst.now, burst.wall]).toEqual([5, 1_000]);
    source.jump(10);
    expect([burst.now, burst.wall]).toEqual([15, 1_010]);
  });

  it("is not read while nobody asks", async () => {
    const now = vi.spyOn(source, "now");
    burst.begin();
    await source.settle();
    expect(now).not.toHaveBeenCalled();
  });
});

describe("soon", () => {
  it("is behind what runs and what waits already", async () => {
    const order: string[] = [];
    void Promise.resolve().then(() => order.push("waited"));
    soon(() => order.push("soon"));
    order.push("ran");
    await source.settle();
    expect(order).toEqual(["ran", "waited", "soon"]);
  });
});
