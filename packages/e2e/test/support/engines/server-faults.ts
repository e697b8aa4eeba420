// What can go wrong with every broker that is one server, and with the way to it.
import type { GapReason } from "@skep/protocol";
import type { BrokerServer } from "./broker-server.ts";
import type { Fault, Moments } from "./fault-run.ts";
import { isForPage } from "./fault-table.ts";
import type { ProxiedBroker } from "./proxied-broker.ts";

/** Milliseconds of a silence for the page. Otherwise it is over when the hubs have noticed it. */
const SILENCE = isForPage ? 20_000 : 0;

export async function silence({ deaf, pass }: Moments, hubs: number): Promise<void> {
  await Promise.all([deaf(hubs), pass(SILENCE)]);
}

/** `older` is how clients are told that the broker has older data. */
export function serverFaults(older: GapReason): Fault<ProxiedBroker<BrokerServer>>[] {
  return [
    {
      name: "the server is killed, and is back empty",
      deafens: 3,
      tells: ["epoch"],
      async run({ server }) {
        await server.restartEmpty();
      },
    },
    {
      name: "the server is killed, and is back with older data",
      deafens: 3,
      tells: [older],
      async run({ server }, { away, back, cutClients, published }) {
        await server.save();
        await published(200);
        away();
        await server.restore();
        back();
        await cutClients();
      },
    },
    {
      name: "the server is stopped for a while",
      deafens: 3,
      async run({ server }, moments) {
        server.pause();
        await silence(moments, 3);
        server.resume();
      },
    },
    {
      name: "one hub alone is cut off, and nobody tells it",
      deafens: 1,
      // It may have missed more than it reads at once.
      mayTell: ["limit"],
      async run({ proxies: [proxy] }, moments) {
        proxy?.swallow();
        await silence(moments, 1);
        proxy?.pass();
      },
    },
  ];
}
