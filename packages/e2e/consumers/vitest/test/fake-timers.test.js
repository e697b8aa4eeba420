// Vitest's fake timers move the time of a connection, as they fake `performance`; where they leave it alone, give a clock.
import { ManualClock, MemoryTransport } from "@skep/testing";
import { Connection } from "skep/connection";
import { afterEach, expect, test, vi } from "vitest";

/** A connection whose first dial is refused; it dials again within some seconds. */
function refusedOnce(options) {
  let dials = 0;
  const transport = new MemoryTransport({
    onDial: (dial) => (++dials === 1 ? dial.refuse() : dial.accept()),
  });
  return new Connection("ws://feed.example", { transport, ...options });
}

afterEach(() => vi.useRealTimers());

test("the fake timers of Vitest move time", async () => {
  vi.useFakeTimers();
  const feed = refusedOnce();
  await vi.advanceTimersByTimeAsync(10_000);
  expect(feed.state).toBe("connected");
  await feed.close();
});

test("without `performance` no time passes", async () => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "Date"] });
  const feed = refusedOnce();
  await vi.advanceTimersByTimeAsync(10_000);
  expect(feed.state).toBe("waiting");
  await feed.close();
});

test("a manual clock needs no fake timers", async () => {
  const clock = new ManualClock();
  const feed = refusedOnce({ clock });
  await clock.run(10_000);
  expect(feed.state).toBe("connected");
  await feed.close();
});
