// What can go wrong with nats-server, and with the way to it.

import type { Fault } from "./fault-run.ts";
import type { NatsBroker } from "./nats-broker.ts";
import { serverFaults } from "./server-faults.ts";

export const natsFaults: readonly Fault<NatsBroker>[] = [
  {
    name: "the server is killed, and started again",
    deafens: 3,
    async run({ server }, { deaf }) {
      await server.kill();
      await deaf(3);
      await server.begin();
    },
  },
  ...serverFaults("fork"),
  {
    name: "the stream is deleted",
    deafens: 3,
    tells: ["epoch"],
    async run(broker) {
      await broker.deleteStream();
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
