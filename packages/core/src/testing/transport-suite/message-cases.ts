// What goes over an open link: whole, unchanged, in order, and not faster than it is wanted.

import { check, equal } from "./assert.ts";
import type { Scene, SuiteCase } from "./scene.ts";

const KIB = 1024;

const PAYLOADS: readonly (readonly [string, string | Uint8Array])[] = [
  ["an empty text", ""],
  ["a text of all widths of UTF-8", "aé€🐝\u0000"],
  ["a text that begins with U+FEFF", "\uFEFFtext"],
  ["a text of 64 KiB", "é".repeat(32 * KIB)],
  ["a text of 1 MiB", "x".repeat(KIB * KIB)],
  ["no bytes", new Uint8Array()],
  ["bytes of all values", bytes(256)],
  ["64 KiB of bytes", bytes(64 * KIB)],
  ["1 MiB of bytes", bytes(KIB * KIB)],
];

// More than sockets and platforms hold back by themselves, in messages and in bytes.
const FLOOD = 400;
const FLOOD_MESSAGE = 32 * KIB;

// One read of 64 KiB, and what two layers of streams keep ready.
const SLACK = 40;

export const messageCases: readonly SuiteCase[] = [
  ...PAYLOADS.map(([name, payload]) => ({
    name: `carries ${name} both ways`,
    run: (scene: Scene) => carry(scene, payload),
  })),
  {
    name: "keeps the order of texts and bytes, both ways",
    async run(scene) {
      const { client, link } = await scene.open();
      const mixed = Array.from({ length: 200 }, (_, at) => (at % 3 ? `${at}` : bytes(at)));
      for (const message of mixed) await link.send(message);
      for (const message of mixed) client.socket.send(message);
      for (const message of mixed) equal(await client.message(), message, "to the client");
      for (const message of mixed) equal(await link.received(), message, "to the server");
    },
  },
  {
    name: "sends the bytes that a view covers and no others",
    async run(scene) {
      const { client, link } = await scene.open();
      const whole = bytes(64);
      client.socket.send(whole.subarray(8, 16));
      client.socket.send(new DataView(whole.buffer, 16, 3));
      client.socket.send(new Uint16Array(whole.buffer, 32, 2));
      client.socket.send(whole.buffer);
      equal(await link.received(), whole.slice(8, 16), "of a subarray");
      equal(await link.received(), whole.slice(16, 19), "of a DataView");
      equal(await link.received(), whole.slice(32, 36), "of a Uint16Array");
      equal(await link.received(), whole, "of an ArrayBuffer");
    },
  },
  {
    name: "leaves sent bytes as they are",
    async run(scene) {
      const { client, link } = await scene.open();
      const data = bytes(1000);
      client.socket.send(data);
      data.fill(0, 0, 1);
      equal((await link.received()).length, 1000, "the length");
      equal(data, bytes(1000), "the sender's bytes");
    },
  },
  {
    name: "hands out bytes that stay as they are",
    async run(scene) {
      const { client, link } = await scene.open();
      await link.send(bytes(100));
      const kept = await client.message();
      for (let at = 0; at < 50; at += 1) await link.send(new Uint8Array(64 * KIB).fill(255));
      await client.until("the rest", () => client.sink.messages.length === 50);
      equal(kept, bytes(100), "the bytes");
    },
  },
  {
    name: "has no bufferedAmount left when all was taken",
    needs: "bufferedAmount",
    async run(scene) {
      const { client, link } = await scene.open();
      for (let at = 0; at < 20; at += 1) client.socket.send(bytes(64 * KIB));
      for (let at = 0; at < 20; at += 1) await link.received();
      // Platforms may learn it a little later than the peer does.
      for (let at = 0; at < 20 && client.socket.bufferedAmount !== 0; at += 1) await scene.fence();
      equal(client.socket.bufferedAmount, 0, "bufferedAmount");
    },
  },
  {
    name: "holds back while paused, and loses nothing",
    needs: "pause",
    async run(scene) {
      const { client, link } = await scene.open();
      const { messages } = client.sink;
      client.socket.pause?.();
      client.socket.pause?.();
      // The server may have to wait for room; that must not stop the test.
      const sending = Promise.all(
        Array.from({ length: FLOOD }, (_, at) => link.send(numbered(at))),
      );
      await scene.fence();
      await scene.fence();
      check(messages.length <= SLACK, `${messages.length} messages came while paused`);
      client.socket.resume?.();
      await client.until("the rest", () => messages.length === FLOOD);
      await sending;
      messages.forEach((message, at) => equal(message, numbered(at), "the order"));
    },
  },
  {
    name: "closes while paused",
    needs: "pause",
    async run(scene) {
      const { client, link } = await scene.open();
      client.socket.pause?.();
      await link.send("unread");
      client.socket.close(3000, "enough");
      equal((await client.closed()).code, 3000, "the code");
      equal((await link.ended()).code, 3000, "the code at the server");
    },
  },

  {
    name: "accepts a message of readLimit bytes and none that is larger",
    needs: "readLimit",
    async run(scene) {
      const { client, link } = await scene.open({ kind: "accept" }, { readLimit: KIB });
      await link.send(bytes(KIB));
      equal((await client.message()).length, KIB, "the length");
      await link.send("x".repeat(KIB + 1));
      const report = await client.closed();
      equal(report.violation, "readLimit", "the violation");
      equal(report.code, 1006, "the code");
      equal(client.sink.messages.length, 0, "further messages");
      await link.ended();
    },
  },
  {
    name: "accepts a message of any size when readLimit is 0",
    needs: "readLimit",
    async run(scene) {
      const { client, link } = await scene.open({ kind: "accept" }, { readLimit: 0 });
      await link.send(bytes(3 * KIB * KIB));
      equal((await client.message()).length, 3 * KIB * KIB, "the length");
    },
  },
];

async function carry(scene: Scene, payload: string | Uint8Array): Promise<void> {
  const { client, link } = await scene.open();
  client.socket.send(payload);
  equal(await link.received(), payload, "to the server");
  await link.send(payload);
  equal(await client.message(), payload, "to the client");
}

function bytes(length: number): Uint8Array<ArrayBuffer> {
  return Uint8Array.from({ length }, (_, at) => at);
}

function numbered(at: number): string {
  return String(at).padEnd(FLOOD_MESSAGE, "-");
}
