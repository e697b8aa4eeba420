// What can go wrong with nats-server, and with the way to it.

import type { Fault } from "./fault-run.ts";
import { isForPage } from "./fault-table.ts";
import type { NatsBroker } from "./nats-broker.ts";

/** Milliseconds of a silence that a hub has to notice; longer for the page. */
const SILENCE = isForPage ? 20_000 : 7_000;

/** Milliseconds in which all clients are back: who is told of a gap gets what is published behind it. */
const COMING_BACK = 2_000;

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
    async run({ server }, { away, back, cutClients, pass, published }) {
      await server.save();
      await published(200);
      away();
      await server.restore();
      back();
      cutClients();
      await pass(COMING_BACK);
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
