// A redial that is spread: at a random moment, and until then everything goes on as it is.
import { afterEach, beforeEach, expect, test } from "vitest";
import { ConfigError, type Peer } from "../../src/index.ts";
import type { MemoryDial } from "../../src/testing/index.ts";
import { World } from "./support/world.ts";
import { said } from "../../../../tools/production/said.ts";

let world: World;
let roll: number;
let dial: MemoryDial;
let peer: Peer;

beforeEach(async () => {
  roll = 0.5;
  world = new World({ random: () => roll });
  dial = await world.connected();
  peer = world.pool.get("a") as Peer;
});

afterEach(() => world.end());

const dials = (): number => world.network.dials.length;

test("it comes at a random moment, and the link stays connected until then", async () => {
  peer.redial({ within: 800 });
  await world.pass(395);
  await peer.send("still here");
  expect([peer.state, dials(), dial.sent]).toEqual(["connected", 1, ["still here"]]);
  await world.pass(10);
  expect(dials()).toBe(2);
  expect(world.of("disconnected")).toMatchObject([{ cause: { kind: "redial" }, retryIn: 0 }]);
});

test("many peers do not come back at one instant, nor later than was asked for", async () => {
  let next = 0;
  const many = new World({ random: () => (next = (next + 0.01) % 1) });
  const peers = Array.from({ length: 100 }, (_, index) =>
    many.pool.connect({ id: `${index}`, url: `wss://host-${index}.example` }),
  );
  await many.pass(500);
  const before = many.network.dials.length;
  for (const each of peers) each.redial({ within: 900 });
  const come: number[] = [];
  for (let quarter = 0; quarter < 4; quarter++) {
    await many.pass(225);
    come.push(many.network.dials.length - before - come.reduce((sum, one) => sum + one, 0));
  }
  for (const count of come) expect(count).toBeGreaterThan(15);
  await many.pass(100);
  expect(many.network.dials).toHaveLength(before + 100);
  await many.end();
});

test("of several calls the earliest moment counts, and there is one dial", async () => {
  peer.redial({ within: 800 });
  peer.redial({ within: 200 });
  peer.redial({ within: 900 });
  await world.pass(105);
  expect(dials()).toBe(2);
  world.network.latest.accept();
  await world.pass(1_000);
  expect(dials()).toBe(2);
});

test("a redial without it acts at once, and in its place", async () => {
  peer.redial({ within: 800 });
  peer.redial();
  await world.pass();
  world.network.latest.accept();
  await world.pass(1_000);
  expect(dials()).toBe(2);
  peer.redial({ within: 0 });
  await world.pass();
  expect(dials()).toBe(3);
});

test("it cuts a wait short, and keeps the backoff", async () => {
  dial.drop();
  await world.pass();
  expect(peer.stats()).toMatchObject({ state: "waiting", attempt: 1 });
  peer.redial({ within: 200 });
  await world.pass(95);
  expect(peer.state).toBe("waiting");
  await world.pass(10);
  expect(peer.stats()).toMatchObject({ state: "dialing", attempt: 1 });
});

test("it can be planned again once it was", async () => {
  for (let round = 2; round < 4; round++) {
    peer.redial({ within: 300 });
    await world.pass(160);
    expect(dials()).toBe(round);
    world.network.latest.accept();
    await world.pass();
  }
});

test("who is removed or given up meanwhile dials no more, and leaves no timer", async () => {
  peer.redial({ within: 60_000 });
  const removed = peer.close();
  await world.pass();
  await removed;
  expect(world.clock.pending).toBe(0);
  peer.redial({ within: 10 });
  await world.pass(60_000);
  expect(dials()).toBe(1);
  const other = world.pool.connect({ id: "b", url: "wss://b.example" });
  other.redial({ within: 60_000 });
  await world.pass();
  world.network.latest.refuse({ status: 400 });
  await world.pass();
  expect([other.state, world.clock.pending]).toEqual(["stopped", 0]);
});

test("options that cannot be used are refused, and nothing is changed", async () => {
  expect(() => peer.redial({ within: -1 })).toThrow(ConfigError);
  expect(() => peer.redial({ whithin: 1 } as never)).toThrow(said("whithin must be a known name"));
  await world.pass(1_000);
  expect(dials()).toBe(1);
});

test("a worker that cannot redial is not asked to", async () => {
  const stop = new AbortController();
  const own = world.pool.connect({
    id: "own",
    url: "wss://own.example",
    workerFactory: () => ({
      start: () => new Promise((resolve) => stop.signal.addEventListener("abort", () => resolve())),
      stop: () => stop.abort(),
      send: () => Promise.resolve(),
      state: "connected",
      stats: () => ({ state: "connected" }),
    }),
  });
  own.redial({ within: 10 });
  await world.pass(20);
  expect(world.of("error")).toEqual([]);
});
