// Peers that break RFC 6455, byte by byte. Only for servers that can write any bytes.

import { check, equal } from "./assert.ts";
import type { SuiteClient } from "./client.ts";
import type { Scene, SuiteCase } from "./scene.ts";

// Frames that a client must refuse (RFC 6455 5.1, 5.2, 5.4, 5.5, 7.4, 8.1).
const VIOLATIONS: readonly (readonly [string, readonly number[]])[] = [
  ["text that is not UTF-8", [0x81, 2, 0xc3, 0x28]],
  ["a text message whose last fragment breaks UTF-8", [0x01, 1, 0xe2, 0x80, 1, 0x28]],
  ["a reserved opcode for data", [0x83, 0]],
  ["a reserved opcode for control", [0x8b, 0]],
  ["RSV1 without an extension", [0xc1, 1, 0x61]],
  ["RSV2", [0xa1, 1, 0x61]],
  ["a masked frame", [0x81, 0x81, 1, 2, 3, 4, 0x61]],
  ["a continuation of nothing", [0x80, 1, 0x61]],
  ["a message inside a message", [0x01, 1, 0x61, 0x81, 1, 0x61]],
  ["a ping in fragments", [0x09, 0]],
  ["a ping of more than 125 bytes", [0x89, 126, 0, 126]],
  ["a close frame with half a code", [0x88, 1, 3]],
  ["a close frame with the code 1005", [0x88, 2, 0x03, 0xed]],
  ["a close frame with the code 999", [0x88, 2, 0x03, 0xe7]],
  ["a close frame whose reason is not UTF-8", [0x88, 4, 0x03, 0xe8, 0xc3, 0x28]],
];

const cases: readonly SuiteCase[] = [
  ...VIOLATIONS.map(([name, frame]) => ({
    name: `ends the link at ${name}`,
    run: async (scene: Scene) => {
      const { client, link } = await scene.open();
      await link.write?.(Uint8Array.from(frame));
      await expectViolation(scene, client);
      equal(client.sink.messages.length, 0, "messages");
      await link.ended();
    },
  })),
  ...(["key", "protocol", "http"] as const).map((what) => ({
    name: `refuses an upgrade with a forged ${what}`,
    run: async (scene: Scene) => {
      const client = scene.dial({ kind: "forged", what });
      const link = await scene.link(client);
      await expectViolation(scene, client);
      check(client.sink.info === undefined, "opened was told");
      if (scene.has.releases) await link.ended();
    },
  })),
  {
    name: "tells a message before a violation",
    async run(scene) {
      const { client, link } = await scene.open();
      await link.write?.(Uint8Array.of(0x81, 1, 0x61, 0x83, 0, 0x81, 1, 0x62));
      await expectViolation(scene, client);
      equal(client.sink.messages.join(), "a", "the messages");
    },
  },
  {
    name: "tells 1006 when the connection ends inside a frame",
    async run(scene) {
      const { client, link } = await scene.open();
      await link.write?.(Uint8Array.of(0x81, 5, 0x61));
      await link.drop();
      equal((await client.closed()).code, 1006, "the code");
      equal(client.sink.messages.length, 0, "messages");
    },
  },
  {
    name: "tells 1005 at a close frame without payload",
    async run(scene) {
      const { client, link } = await scene.open();
      await link.write?.(Uint8Array.of(0x88, 0));
      equal((await client.closed()).code, 1005, "the code");
    },
  },
  {
    name: "puts fragments together, with a ping between them",
    async run(scene) {
      const { client, link } = await scene.open();
      await link.write?.(Uint8Array.of(0x01, 1, 0xe2, 0x89, 0, 0x00, 1, 0x82, 0x80, 1, 0xac));
      equal(await client.message(), "€", "the message");
    },
  },
  {
    name: "survives a flood of pings, or ends the link",
    async run(scene) {
      const { client, link } = await scene.open();
      const flood = new Uint8Array(200_003);
      for (let at = 0; at < 200_000; at += 2) flood[at] = 0x89;
      flood.set([0x81, 1, 0x61], 200_000);
      await link.write?.(flood);
      const { sink } = client;
      await client.until("the end", () => sink.messages.length > 0 || sink.report !== undefined);
    },
  },
];

export const hostileCases: readonly SuiteCase[] = cases.map((it) => ({ ...it, needs: "hostile" }));

async function expectViolation(scene: Scene, client: SuiteClient): Promise<void> {
  const report = await client.closed();
  if (!scene.has.violations) return;
  equal(report.violation, "protocol", "the violation");
  check(Boolean(report.detail), "no detail was told, and so not which rule was broken");
  // No close frame of the peer was understood.
  equal(report.code, 1006, "the code");
}
