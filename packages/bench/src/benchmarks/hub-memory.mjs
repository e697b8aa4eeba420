// H2: what an idle subscriber weighs in the process of its server.

import { startServer } from "../processes.mjs";
import { libraries } from "./hub-libraries.mjs";

/** Before the first look, so that what a server needs once is there. */
const FIRST = 1_000;
const CLIENTS = 10_000;
const ours = libraries.skep.name;

export const hubMemory = {
  name: "hub-memory",
  title: "A hub holds 10,000 idle subscribers",
  says:
    "10,000 clients come to a server that has 1,000, subscribe to one channel and say nothing more. The memory of the server's process " +
    "after several collections is compared with that before they came. Sockets in the kernel are not part of it.",
  variants: Object.values(libraries),
  baseline: libraries.ws.name,
  columns: [
    { key: "rss", label: "resident, B a client" },
    { key: "heap", label: "heap, B a client" },
    { key: "opening", label: "opening, CPU µs a client" },
  ],
  ratios: [{ key: "rss", by: "median", label: "× ws, resident" }],
  targets: [
    {
      id: "H2",
      says: "an idle client weighs at most 8,000 B in a hub on Node",
      most: 8_000,
      value: (figures) => figures.median(ours, "rss"),
    },
  ],
  chart: { key: "rss", by: "value" },
  rounds: 3,
  measure,
};

async function measure({ library, dialect, engine }) {
  const flags = engine === undefined ? ["--expose-gc"] : [];
  const options = [JSON.stringify({ library })];
  const server = await startServer("servers/serve.mjs", options, { engine, flags });
  const crowds = [];
  try {
    const open = async (count) => {
      const asked = JSON.stringify({ url: server.url, dialect, count });
      crowds.push(await startServer("clients/subscribers.mjs", [asked]));
    };
    await open(FIRST);
    while ((await server.ask(["subscribers"])) < FIRST);
    const [before, cpu] = [await server.ask(["memory"]), await server.ask(["cpu"])];
    await open(CLIENTS);
    while ((await server.ask(["subscribers"])) < FIRST + CLIENTS);
    const used = await server.ask(["cpu"]);
    const after = await server.ask(["memory"]);
    return {
      rss: (after.rss - before.rss) / CLIENTS,
      heap: (after.heapUsed - before.heapUsed) / CLIENTS,
      opening: (used.user + used.system - cpu.user - cpu.system) / CLIENTS,
    };
  } finally {
    for (const crowd of crowds) await crowd.stop();
    await server.stop();
  }
}
