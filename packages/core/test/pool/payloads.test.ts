// Payloads that sockets refuse or mangle: the caller's error, or sent byte for byte, and never the end of a link.

import { expect, test } from "vitest";
import { ConfigError } from "../../src/index.ts";
import { World } from "./support/world.ts";
import { said } from "../../../../tools/production/said.ts";

function detached(): Uint8Array {
  const data = Uint8Array.of(1, 2);
  structuredClone(data.buffer, { transfer: [data.buffer] });
  return data;
}

test("a view of a detached buffer is refused by name, and its link lives", async () => {
  const world = new World();
  const dial = await world.connected();
  const peer = world.pool.get("a")!;
  for (const data of [detached(), detached().buffer, new DataView(new ArrayBuffer(1))]) {
    if (data instanceof DataView) structuredClone(data.buffer, { transfer: [data.buffer] });
    await expect(peer.send(data)).rejects.toThrow(
      said("data must be in a buffer that is neither detached nor too short"),
    );
    expect(() => peer.trySend(data)).toThrow(ConfigError);
  }
  await peer.send("good");
  expect([dial.sent, peer.state, peer.stats().sent]).toEqual([["good"], "connected", 1]);
  await world.end();
});

test("a buffer that is detached while its send waits rejects that send alone", async () => {
  const world = new World({ sendBuffer: { bytes: 1, sends: 3 } });
  const dial = await world.connected();
  dial.stalled = true;
  const peer = world.pool.get("a")!;
  await peer.send("full");
  const data = Uint8Array.of(1, 2);
  const sends = ["before", data, "after"].map((each) => peer.send(each));
  structuredClone(data.buffer, { transfer: [data.buffer] });
  dial.stalled = false;
  dial.drain();
  await world.pass(50);
  expect((await Promise.allSettled(sends)).map(({ status }) => status)).toEqual([
    "fulfilled",
    "rejected",
    "fulfilled",
  ]);
  await expect(sends[1]).rejects.toThrow(ConfigError);
  expect([dial.sent, world.types]).toEqual([["full", "before", "after"], ["connected"]]);
  await world.end();
});

test("shared memory is sent byte for byte and stays as it is", async () => {
  const world = new World();
  const dial = await world.connected();
  const shared = new Uint8Array(new SharedArrayBuffer(4));
  shared.set([1, 2, 3, 4]);
  await world.pool.send("a", shared.subarray(1, 3));
  await world.pool.send("a", shared.buffer);
  expect(dial.sent).toEqual([Uint8Array.of(2, 3), Uint8Array.of(1, 2, 3, 4)]);
  await world.end();
});

test("a Blob that the transport does not take is refused, and its link lives", async () => {
  const world = new World();
  const dial = await world.connected();
  await expect(world.pool.send("a", new Blob(["x"]))).rejects.toThrow(
    said("data must be text or bytes"),
  );
  await world.pool.send("a", "good");
  expect([dial.sent, world.types]).toEqual([["good"], ["connected"]]);
  await world.end();
});

test("a probe that cannot be sent is told as an error, and its link lives", async () => {
  const message = (): Uint8Array => detached();
  const world = new World({ network: { ping: false }, probe: { message } });
  const dial = await world.connected();
  await world.pass(11_000);
  expect(world.of("error").map(({ error }) => (error as Error).message)).toEqual([
    said(
      "data must be in a buffer that is neither detached nor too short, got an object of Uint8Array.",
    ),
  ]);
  expect([dial.sent, world.pool.peerStats("a").state]).toEqual([[], "connected"]);
  await world.end();
});

test("a message is the whole of its buffer, or by choice what the transport hands out", async () => {
  for (const binary of [undefined, "own", "view"] as const) {
    const world = new World({ binary });
    const dial = await world.connected();
    const read = Uint8Array.of(0, 1, 2, 3);
    dial.message(read.subarray(1, 3));
    const [data] = world.texts() as [Uint8Array];
    expect([dial.target.binary, [...data]]).toEqual([binary ?? "own", [1, 2]]);
    expect(data.buffer.byteLength).toBe(binary === "view" ? 4 : 2);
    await world.end();
  }
});
