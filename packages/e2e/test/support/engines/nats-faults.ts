// What can go wrong with nats-server, and with the way to it.

import type { Fault, Moments } from "./fault-run.ts";
import type { NatsBroker } from "./nats-broker.ts";

/** Milliseconds of a silence that a hub has to notice. */
const SILENCE = 8_000;

/** Waits until all hubs are there again: who is told of a gap gets what is published behind it. */
async function allUp({ hubs, pass }: Moments): Promise<void> {
  while (hubs.some(({ status }) => status !== "up")) await pass(20);
}

export const natsFaults: readonly Fault<NatsBroker>[] = [
  {
    name: "the server is killed, and started again",
    deafens: 3,
    async run({ server }, { pass }) {
      await server.kill();
      await pass(500);
      await server.begin();
    },
  },
  {
    name: "the server stands still",
    deafens: 3,
    async run({ server }, { pass }) {
      server.pause();
      await pass(SILENCE);
      server.resume();
    },
  },
  {
    name: "the stream is deleted",
    deafens: 3,
    async run(broker) {
      await broker.deleteStream();
    },
  },
  {
    name: "the server is killed, and started again without its data",
    deafens: 3,
    async run({ server }) {
      await server.restartEmpty();
    },
  },
  {
    name: "the server is killed, and started again with older data",
    deafens: 3,
    async run({ server }, moments) {
      await server.save();
      await moments.published(200);
      moments.away();
      await server.restore();
      moments.back();
      moments.cutClients();
      await allUp(moments);
    },
  },
  {
    name: "one hub alone is cut off, and nobody tells it",
    deafens: 1,
    async run({ proxies: [proxy] }, { pass }) {
      proxy?.swallow();
      await pass(SILENCE);
      proxy?.pass();
    },
  },
  {
    name: "the links of one hub end again and again",
    deafens: 1,
    async run({ proxies: [proxy] }, { published }) {
      for (let count = 0; count < 3; count++) {
        proxy?.cut();
        await published(100);
      }
    },
  },
];
