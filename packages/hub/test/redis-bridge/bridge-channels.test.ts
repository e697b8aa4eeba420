// Where the channels of a session of the bridge are: nothing is kept, and nothing is taken for whole that may not be.

import { describe, expect, test } from "vitest";
import { BridgeChannels } from "../../src/redis-bridge/bridge-channels.ts";

const message = (time: number): { payload: string; time: number } => ({
  payload: `at ${time}`,
  time,
});

describe("channels of the bridge", () => {
  test("count what comes", () => {
    const channels = new BridgeChannels("s");
    channels.add("a");
    const start = channels.topOf("a");
    const all = [1, 2, 3].map((time) => channels.append("a", message(time)));
    expect(all.map((told) => [told?.previous, told?.offset])).toEqual([
      [0, 1],
      [1, 2],
      [2, 3],
    ]);
    expect(new Set(all.map((told) => told?.epoch))).toEqual(new Set([start.epoch]));
    expect(channels.topOf("a")).toEqual({ epoch: start.epoch, offset: 3, time: 3 });
  });

  test("take nothing that nobody has subscribed to", () => {
    expect(new BridgeChannels("s").append("a", message(1))).toBeUndefined();
  });

  test("read nothing, and say why", () => {
    const channels = new BridgeChannels("s");
    channels.add("a");
    const before = channels.topOf("a");
    channels.append("a", message(1));
    const top = channels.topOf("a");
    const after = (position: typeof top): unknown => {
      const { entries, gap } = channels.read("a", { after: position, limit: 10 });
      return gap ?? entries?.length;
    };
    expect(after(top)).toBe(0);
    expect(after({ epoch: top.epoch, offset: 1 })).toBe(0);
    expect(after(before)).toBe("trimmed");
    expect(after({ ...top, offset: 2 })).toBe("fork");
    expect(after({ ...top, time: 9 })).toBe("fork");
    expect(after({ ...top, epoch: "another" })).toBe("epoch");
    expect(channels.read("a", { last: 10 })).toEqual({ top, entries: [] });
  });

  test("are other ones after they were left, and after they were renewed", () => {
    const channels = new BridgeChannels("s");
    channels.add("a");
    channels.add("b");
    const first = channels.topOf("a");
    expect(channels.delete("a")).toBe(true);
    expect(channels.delete("a")).toBe(false);
    channels.add("a");
    const second = channels.topOf("a");
    channels.renew();
    const third = channels.topOf("a");
    channels.add("a");
    expect(
      new Set([first, second, third, channels.topOf("a")].map(({ epoch }) => epoch)).size,
    ).toBe(3);
    expect(channels.names().toSorted()).toEqual(["a", "b"]);
  });

  test("have no position in common with one that nobody has subscribed to", () => {
    const channels = new BridgeChannels("s");
    const position = channels.topOf("x");
    expect(channels.read("x", { after: position, limit: 1 }).gap).toBe("epoch");
  });
});
