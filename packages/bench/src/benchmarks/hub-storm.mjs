// H4: a hub behind a broker ends, and all its clients come to another one at once.

import { setTimeout as sleep } from "node:timers/promises";
import { startServer } from "../processes.mjs";
import { booksOf } from "./hub-books.mjs";

const PROCESSES = 2;
const BROKERS = ["redis", "nats"];
/** Milliseconds in which all leave, and then stay away, so that they miss something. */
const WINDOW = 1_000;
const AWAY = 1_500;
/** Milliseconds after which the run waits no longer for clients that have not come. */
const PATIENCE = 60_000;

const shared = (broker) => `skep over ${broker}: 10,000 clients of one channel`;
const personal = (broker) => `skep over ${broker}: 2,000 clients, a channel each`;

const variants = BROKERS.flatMap((broker) => [
  { name: shared(broker), broker, clients: 10_000, channels: 1 },
  { name: personal(broker), broker, clients: 2_000, channels: 2_000 },
]);

const worst = (figures, names, key) => Math.max(...names.map((name) => figures.worst(name, key)));
const names = variants.map(({ name }) => name);

export const hubStorm = {
  name: "hub-storm",
  title: "All clients of a hub come to another one",
  says:
    "Two hubs stand behind one broker. The first one asks its clients to leave within a second; each stays away for a second and a half, while all channels have " +
    "another message, and comes to the second one from where it was. That has the one channel already, as somebody else has it there; of the " +
    "others it knows nothing, and has to read.",
  variants,
  baseline: shared("redis"),
  columns: [
    { key: "recovered", label: "recovered" },
    { key: "reads", label: "reads of the broker" },
    { key: "mostReads", label: "most reads of one channel" },
    { key: "gaps", label: "gaps" },
    { key: "wrong", label: "lost or doubled" },
    { key: "refused", label: "asked to come again" },
    { key: "all", label: "all there, ms" },
  ],
  ratios: [],
  targets: [
    {
      id: "H4",
      says: "clients that did not recover, or were told a gap, or have lost or doubled something",
      most: 0,
      value: (figures) =>
        worst(figures, names, "unrecovered") +
        worst(figures, names, "gaps") +
        worst(figures, names, "wrong"),
    },
    {
      id: "H4",
      says: "reads of the broker for 10,000 clients of one channel",
      most: 0,
      value: (figures) => worst(figures, BROKERS.map(shared), "reads"),
    },
    {
      id: "H4",
      says: "reads of one channel of 2,000",
      most: 1,
      value: (figures) => worst(figures, BROKERS.map(personal), "mostReads"),
    },
  ],
  rounds: 2,
  prepare,
  measure,
};

async function prepare() {
  const servers = await Promise.all(
    BROKERS.map((broker) => startServer("servers/broker.mjs", [broker])),
  );
  return {
    ports: Object.fromEntries(BROKERS.map((broker, at) => [broker, servers[at].port])),
    async stop() {
      for (const { child } of servers) child.disconnect();
    },
  };
}

async function measure({ broker, channels, clients }, { ports }) {
  const options = JSON.stringify({ broker, port: ports[broker], channels });
  const server = await startServer("servers/restarting-hub.mjs", [options]);
  const crowds = [];
  try {
    const count = clients / PROCESSES;
    for (let at = 0; at < PROCESSES; at += 1) {
      const first = channels === 1 ? undefined : at * count + 1;
      const asked = JSON.stringify({ url: server.url, count, away: AWAY, first });
      crowds.push(await startServer("clients/hub-clients.mjs", [asked]));
    }
    await server.ask(["drain", WINDOW]);
    const told = await gathered(server, clients);
    const books = await booksOf(server, crowds, PATIENCE);
    return { ...books, ...told, unrecovered: clients - books.recovered };
  } finally {
    for (const crowd of crowds) await crowd.stop();
    await server.stop();
  }
}

async function gathered(server, clients) {
  const until = Date.now() + PATIENCE;
  for (;;) {
    const { arrived, mostReads, reads } = await server.ask(["arrived"]);
    if (arrived.length >= clients || Date.now() > until)
      return { mostReads, reads, all: Math.max(...arrived) };
    await sleep(100);
  }
}
