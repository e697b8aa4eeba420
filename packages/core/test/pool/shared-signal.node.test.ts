// Many peers, waits, sends and pools on one signal: Node warns of a leak from the eleventh listener on.
import { getEventListeners } from "node:events";
import { expect, test } from "vitest";
import { World } from "./support/world.ts";

const MANY = Array.from({ length: 12 }, (_, index) => index);

test("twelve peers, waits, sends, closes and pools that share a signal listen to it once, and then no more", async () => {
  const controller = new AbortController();
  const { signal } = controller;
  const listeners = (): number => getEventListeners(signal, "abort").length;
  const worlds = MANY.map(() => new World({ signal }));
  expect(listeners()).toBe(1);
  const world = new World({ sendBuffer: { bytes: 1 } });
  const dial = await world.connected("open");
  for (const index of MANY) world.pool.connect({ id: `${index}`, url: "wss://a.example", signal });
  dial.bufferedAmount = 1;
  const rejections: Promise<unknown>[] = [];
  for (const index of MANY) {
    rejections.push(world.pool.get(`${index}`)!.whenConnected({ signal }).catch(String));
    rejections.push(world.pool.send("open", "x", { signal }).catch(String));
  }
  expect(listeners()).toBe(1);
  controller.abort(new Error("mine"));
  expect(new Set(await Promise.all(rejections))).toEqual(new Set(["Error: mine"]));
  expect(world.pool.peers().map(({ id }) => id)).toEqual(["open"]);
  await world.end();
  for (const each of worlds) {
    await each.pass(10);
    await each.pool.closed;
  }
  expect(listeners()).toBe(0);
});

test("a signal that goes on is left when the last one that waited for it is done", async () => {
  const { signal } = new AbortController();
  const world = new World({ signal });
  const peer = world.pool.connect({ id: "a", url: "wss://a.example", signal });
  void peer.whenConnected({ signal });
  expect(getEventListeners(signal, "abort")).toHaveLength(1);
  await world.pass();
  world.network.latest.accept();
  const closed = world.pool.close({ signal });
  await world.pass(10);
  await closed;
  expect(getEventListeners(signal, "abort")).toHaveLength(0);
});
