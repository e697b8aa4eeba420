// The nudge: a session that waits dials at once when its service is back.

import { expect, test } from "vitest";
import { ManualClock, MemoryTransport } from "@skep/core/testing";
import { Pool } from "@skep/core";
import { Manager, redialWhenReady } from "@skep/watch";
import { world } from "./support/service.ts";

const refused = new Error("refused");

function played() {
  const redials: unknown[] = [];
  return {
    redials,
    session: { state: "waiting", redial: (options: unknown) => void redials.push(options) },
  };
}

test("a session that waits redials within a second when its service is ready", async () => {
  const { clock, service, watch } = world();
  const { redials, session } = played();
  service.answer = refused;
  const watcher = watch();
  redialWhenReady(watcher, session);
  await clock.run(1_000);
  expect(redials).toEqual([]);
  service.answer = true;
  await clock.run(1_000);
  expect(redials).toEqual([{ within: 1_000 }]);
});

test.each(["connected", "dialing", "opening", "stopped"])(
  "a session that is %s is left alone",
  async (state) => {
    const { clock, watch } = world();
    const { redials, session } = played();
    redialWhenReady(watch(), { ...session, state }, { within: 0 });
    await clock.run();
    expect(redials).toEqual([]);
  },
);

test("it ends by its function and by its signal", async () => {
  const { clock, service, watch } = world();
  const { redials, session } = played();
  service.answer = refused;
  const watcher = watch();
  const abort = new AbortController();
  redialWhenReady(watcher, session, { signal: abort.signal });
  redialWhenReady(watcher, session, { signal: AbortSignal.abort() });
  const end = redialWhenReady(watcher, session);
  end();
  abort.abort();
  service.answer = true;
  await clock.run(5_000);
  expect(redials).toEqual([]);
});

test("a peer of a pool that waits a minute is connected again at once, and its own retries go on without the nudge", async () => {
  const clock = new ManualClock();
  let isThere = false;
  const transport = new MemoryTransport({
    onDial: (dial) => (isThere ? dial.accept() : dial.refuse({ status: 503 })),
  });
  const pool = new Pool({
    transport,
    clock,
    random: () => 0.99,
    retry: { initialDelay: 60_000, maxDelay: 60_000, jitter: "none" },
  });
  const manager = new Manager({ clock, random: () => 0 });
  const watcher = manager.watch({ name: "relay", probe: () => isThere });
  const peer = pool.connect("wss://relay.example");
  redialWhenReady(watcher, peer, { within: 0 });
  await clock.run(5_000);
  expect(peer.state).toBe("waiting");
  isThere = true;
  await clock.run(1_000);
  expect([watcher.state, peer.state]).toEqual(["ready", "connected"]);
  expect(clock.now()).toBeLessThan(60_000);
  await Promise.all([pool.close(), manager.stop(), clock.run(10_000)]);
});
