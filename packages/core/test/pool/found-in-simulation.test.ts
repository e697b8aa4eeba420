// What the simulation of a whole pool found, each as a story, with the seed that showed it first.

import { expect, test } from "vitest";
import type { Signal } from "../../src/environment.ts";
import { World } from "./support/world.ts";

test("a page that was seen while no peer was there is not taken for hidden (seed 1602)", async () => {
  let tell: (signal: Signal) => void = () => {};
  const probe = { message: () => "there?", isAnswer: (data: unknown) => data === "here" };
  const world = new World({
    network: { ping: false },
    probe,
    environment: {
      subscribe(listener) {
        tell = listener;
        return () => {};
      },
    },
  });
  await world.connected("a");
  tell("hidden");
  await world.pool.remove("a");
  // Nobody listens now, so the page says in vain that it is seen again.
  await world.connected("b");
  await world.pass(25_000);
  // Silence is judged, as on every page that is seen.
  expect(world.of("disconnected").at(-1)).toMatchObject({ id: "b", cause: { kind: "keepalive" } });
  await world.end();
});

test("a worker that ends in time is not detached because the machine slept meanwhile (seed 53)", async () => {
  const world = new World({ network: { autoClose: false } });
  await world.connected("a");
  const removed = world.pool.remove("a");
  world.clock.jump(100_000);
  await world.pass(0);
  await removed;
  expect(world.of("warning")).toEqual([]);
  await world.end();
});

test("messages that come after a peer's end are counted as received and as dropped (seed 193)", async () => {
  const world = new World({ network: { faults: { talksAfterClosed: true } } });
  const dial = await world.connected("a");
  const [peer] = world.pool.peers();
  await world.pool.remove("a");
  dial.message("late");
  dial.message("too late");
  expect(peer?.stats()).toMatchObject({ received: 2, bytesReceived: 12, dropped: 2 });
  expect(world.pool.stats()).toMatchObject({ received: 2, bytesReceived: 12, dropped: 2 });
  await world.end();
});

test("while an origin is down one peer probes, also where `keepaliveTimeout` replaces its dials (seed 69)", async () => {
  const world = new World({ keepaliveTimeout: 3_000 });
  for (const id of ["a", "b", "c"]) world.pool.connect({ id, url: `wss://one.example/${id}` });
  await world.pass(10);
  expect(world.network.dials).toHaveLength(3);
  // All three are replaced within a tenth of a second, the first one by the prober.
  await world.pass(3_100);
  const hung = world.network.dials.filter(({ terminated }) => !terminated);
  expect(hung.map(({ target }) => target.url)).toEqual(["wss://one.example/a"]);
  await world.end();
});

test("peers that come and go are paced as others are (seed 4086)", async () => {
  const world = new World({ dialing: { perSecond: 4 } });
  for (let round = 0; round < 20; round++) {
    world.pool.connect({ id: "a", url: "wss://one.example" });
    await world.pass(50);
    await world.pool.remove("a");
  }
  expect(world.network.dials.length).toBeLessThanOrEqual(5);
  world.pool.connect({ id: "b", url: "wss://another.example" });
  await world.pass();
  expect(world.network.latest.target.url).toBe("wss://another.example");
  await world.end();
});

test("a link with sends that wait is asked when it is in doubt, and lives if it answers (seed 3140153)", async () => {
  let tell: (signal: Signal) => void = () => {};
  const world = new World({
    network: { ping: false },
    probe: { message: () => "there?" },
    sendBuffer: { bytes: 1, sends: 4 },
    environment: {
      subscribe(listener) {
        tell = listener;
        return () => {};
      },
    },
  });
  const dial = await world.connected("a");
  dial.stalled = true;
  void world.pool.send("a", "1");
  void world.pool.send("a", "2");
  await world.pass(1_000);
  tell("woken");
  expect(dial.sent).toContain("there?");
  dial.drain();
  dial.message("yes");
  await world.pass(6_000);
  expect(world.of("disconnected")).toEqual([]);
  await world.end();
});
