// The seven behaviours that the seed names, through the public surface.

import { expect, test } from "vitest";
import { World } from "./support/world.ts";

test("1, dial failure: neither connected nor disconnected is told, and the peer tries again", async () => {
  const world = new World();
  const dial = await world.dialed();
  dial.refuse();
  expect(world.types).toEqual(["dialfailed"]);
  expect(world.of("dialfailed")[0]).toMatchObject({ id: "a", dial: 1, attempt: 1, retryIn: 1_050 });
  await world.pass(1_200);
  expect(world.network.dials).toHaveLength(2);
  await world.end();
});

test("2, keepalive-driven dial replacement: a hung dial is given up for a new one, and counts", async () => {
  const world = new World({ keepaliveTimeout: 3_000 });
  await world.dialed();
  await world.pass(3_100);
  expect(world.network.dials).toHaveLength(2);
  expect(world.network.dials[0]?.terminated).toBe(true);
  expect(world.network.dials[1]?.state).toBe("connecting");
  expect(world.of("dialfailed")).toMatchObject([{ attempt: 1, retryIn: 0 }]);
  await world.end();
});

test("3, stop before the connection: no event comes", async () => {
  const world = new World();
  const dial = await world.dialed();
  const removed = world.pool.remove("a");
  await world.pass();
  await removed;
  expect(dial.terminated).toBe(true);
  expect(world.types).toEqual([]);
  await world.end();
});

test("4, delivery with a timestamp: the message, its peer, and when it left the socket", async () => {
  const world = new World();
  const dial = await world.connected();
  await world.pass(1_234);
  const now = world.clock.wall();
  dial.message("hello");
  dial.message(new Uint8Array([1, 2]));
  await world.pass(5_000);
  const [text, bytes] = world.read();
  expect(text).toMatchObject({ id: "a", data: "hello", dial: 1 });
  expect(text?.receivedAt).toBe(now);
  expect(text?.peer).toBe(world.pool.get("a"));
  expect(bytes?.data).toEqual(new Uint8Array([1, 2]));
  await world.end();
});

test("5, sustained activity and pongs hold the keepalive off", async () => {
  const world = new World({ network: { autoPong: true } });
  const ponging = await world.connected("pongs");
  await world.pass(120_000);
  expect(world.types).toEqual(["connected"]);
  expect(ponging.pings).toBeGreaterThanOrEqual(10);
  await world.end();

  const quiet = new World({ pingInterval: 0, keepaliveTimeout: 5_000 });
  const talking = await quiet.connected();
  for (let i = 0; i < 20; i++) {
    await quiet.pass(4_000);
    talking.message(`${i}`);
  }
  expect(quiet.types).toEqual(["connected"]);
  await quiet.end();
});

test("6, keepalive-triggered reconnect: silence ends the link, and a new one comes", async () => {
  const world = new World();
  await world.connected();
  await world.pass(20_100);
  expect(world.types).toEqual(["connected", "disconnected"]);
  expect(world.of("disconnected")[0]?.cause).toMatchObject({ kind: "keepalive" });
  expect(world.network.dials[0]?.terminated).toBe(true);
  await world.pass(2_000);
  world.network.latest.accept();
  expect(world.types).toEqual(["connected", "disconnected", "connected"]);
  await world.end();
});

test("7, no connection is reachable once disconnected is told, and one is when connected is", async () => {
  const world = new World();
  const dial = await world.dialed();
  const could: [string, boolean, string][] = [];
  for (const type of ["connected", "disconnected"] as const)
    world.pool.addEventListener(type, ({ peer }) => {
      could.push([type, peer.trySend("now?"), peer.state]);
    });
  dial.accept();
  dial.drop();
  expect(could).toEqual([
    ["connected", true, "connected"],
    ["disconnected", false, "waiting"],
  ]);
  expect(dial.sent).toEqual(["now?"]);
  await world.end();
});
