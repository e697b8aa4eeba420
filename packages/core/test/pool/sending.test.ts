// Sending: at once below the buffer's mark, else waiting with a bound; never silently lost.

import { describe, expect, test } from "vitest";
import {
  BackpressureError,
  ConfigError,
  ConnectionClosedError,
  PeerNotFoundError,
  WriteTimeoutError,
} from "../../src/index.ts";
import { World } from "./support/world.ts";
import { said } from "../../../../tools/production/said.ts";

const TINY = { sendBuffer: { bytes: 4, sends: 2 } };

/** A peer whose network takes nothing and whose buffer is full. */
async function stalled(options: object = TINY) {
  const world = new World({ network: { autoPong: true }, ...options });
  const dial = await world.connected();
  dial.stalled = true;
  await world.pool.send("a", "full");
  const order: string[] = [];
  const send = (text: string, signal?: AbortSignal): Promise<void> =>
    world.pool.send("a", text, signal && { signal }).then(
      () => void order.push(text),
      (error: unknown) => void order.push(`${text}: ${(error as Error).name}`),
    );
  return { world, dial, order, send };
}

test("a send below the mark is taken at once, one above it waits for room, in order", async () => {
  const { world, dial, order, send } = await stalled();
  void send("1");
  void send("2");
  expect(world.pool.get("a")?.trySend("no")).toBe(false);
  await world.pass(100);
  expect(order).toEqual([]);
  dial.stalled = false;
  dial.drain();
  await world.pass(100);
  expect(order).toEqual(["1", "2"]);
  expect(dial.sent).toEqual(["full", "1", "2"]);
  await world.end();
});

test("the buffer is looked at while somebody waits, where the platform does not tell", async () => {
  const { world, dial, order, send } = await stalled();
  void send("1");
  await world.pass();
  dial.stalled = false;
  dial.bufferedAmount = 0;
  await world.pass(50);
  expect(order).toEqual(["1"]);
  await world.end();
});

test("one send more than may wait is refused", async () => {
  const { world, order, send } = await stalled();
  void send("1");
  void send("2");
  await expect(world.pool.send("a", "3")).rejects.toThrow(BackpressureError);
  await world.pass();
  expect(order).toEqual([]);
  expect(world.pool.peerStats("a").waitingSends).toBe(2);
  await world.end();
});

test("a send without progress for writeTimeout is given up", async () => {
  const { world, send } = await stalled({ ...TINY, writeTimeout: 1_000 });
  const failed = world.pool.send("a", "1");
  failed.catch(() => {});
  await world.pass(900);
  void send("2");
  await world.pass(200);
  await expect(failed).rejects.toThrow(WriteTimeoutError);
  expect(world.pool.peerStats("a").waitingSends).toBe(1);
  await world.end();
});

test("progress, however little, lets sends wait on", async () => {
  const { world, dial, order, send } = await stalled({
    sendBuffer: { bytes: 1 },
    writeTimeout: 1_000,
  });
  void send("1");
  for (let i = 0; i < 3; i++) {
    await world.pass(900);
    dial.bufferedAmount--;
  }
  expect(order).toEqual([]);
  await world.end();
});

test("an abort takes a waiting send back", async () => {
  const { world, dial, order, send } = await stalled();
  const controller = new AbortController();
  void send("1", controller.signal);
  void send("2");
  controller.abort(new RangeError("changed my mind"));
  await world.pass();
  dial.stalled = false;
  dial.drain();
  await world.pass(50);
  expect(order).toEqual(["1: RangeError", "2"]);
  await expect(world.pool.send("a", "3", { signal: controller.signal })).rejects.toThrow(
    RangeError,
  );
  await world.end();
});

test("when the link ends, what waits is told so and not sent on the next one", async () => {
  const { world, dial, send } = await stalled();
  const waiting = world.pool.send("a", "1");
  waiting.catch(() => {});
  void send("2");
  await world.pass();
  dial.drop();
  await expect(waiting).rejects.toThrow(ConnectionClosedError);
  await world.pass(2_000);
  world.network.latest.accept();
  await world.pass();
  expect(world.network.latest.sent).toEqual([]);
  await world.end();
});

test("a socket that throws in send has a moment to tell how it ended, then its link is over", async () => {
  const world = new World();
  const dial = await world.connected();
  dial.faults.sendThrows = true;
  await expect(world.pool.send("a", "x")).rejects.toThrow(ConnectionClosedError);
  expect(world.pool.get("a")?.trySend("y")).toBe(false);
  expect(world.types).toEqual(["connected"]);
  await world.pass(2_100);
  expect(world.types).toEqual(["connected", "disconnected"]);
  expect(world.of("disconnected")[0]?.cause).toMatchObject({ kind: "lost" });
  expect(dial.terminated).toBe(true);
  await world.end();
});

test("a socket that throws while a waiting send is handed over rejects that send too", async () => {
  const { world, dial, order, send } = await stalled();
  void send("1");
  void send("2");
  await world.pass();
  dial.faults.sendThrows = true;
  dial.drain();
  await world.pass();
  expect(order).toEqual(["1: ConnectionClosedError", "2: ConnectionClosedError"]);
  await world.end();
});

test("where the platform cannot tell its buffer there is always room", async () => {
  const world = new World({ ...TINY, network: { bufferedAmount: false } });
  const dial = await world.connected();
  for (let i = 0; i < 10; i++) await world.pool.send("a", "12345");
  expect(dial.sent).toHaveLength(10);
  await world.end();
});

describe("what cannot be sent", () => {
  test.each([[{}], [undefined], [42], [null], [new Date(0)]])(
    "%s is a ConfigError",
    async (data) => {
      const world = new World();
      const dial = await world.connected();
      const peer = world.pool.get("a")!;
      await expect(peer.send(data as never)).rejects.toThrow(ConfigError);
      expect(() => peer.trySend(data as never)).toThrow(said("data must be a string"));
      expect(dial.sent).toEqual([]);
      await world.end();
    },
  );

  test("an unknown peer is a PeerNotFoundError", async () => {
    const world = new World();
    await expect(world.pool.send("nobody", "x")).rejects.toThrow(PeerNotFoundError);
    await expect(world.pool.remove("nobody")).rejects.toThrow(PeerNotFoundError);
    expect(() => world.pool.peerStats("nobody")).toThrow(PeerNotFoundError);
    await world.end();
  });
});

test("a listener that sends, redials and removes in the middle of an event upsets nothing", async () => {
  const world = new World();
  const dial = await world.dialed();
  world.pool.addEventListener("connected", ({ peer, dial: number }) => {
    peer.trySend(`hello ${number}`);
    if (number === 1) peer.redial();
    else void peer.close();
  });
  dial.accept();
  await world.pass(110);
  world.network.latest.accept();
  await world.pass(10);
  expect(world.types).toEqual(["connected", "disconnected", "connected", "disconnected"]);
  expect(world.pool.peers()).toEqual([]);
  await world.end();
});
