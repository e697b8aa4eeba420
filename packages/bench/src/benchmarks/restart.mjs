// B11: a server goes away for two seconds and comes back, to 1,000 peers of one origin.

import { setTimeout as sleep } from "node:timers/promises";
import { startClient, startServer } from "../processes.mjs";
import { quantile } from "../statistics.mjs";

const PEERS = 1_000;
const DOWN = 2_000;
/** Who is not back by then is not waited for. */
const PATIENCE = 30_000;
/** Skep's `dialing.perSecond`. */
const RATE = 500;
const ours = "skep";

const script = "source/accepting.mjs";

async function restart(client) {
  let server = await startServer(script);
  const { port } = server;
  const path = client === "socket.io-client" ? "/socket.io/" : "/plain";
  const process = startClient("clients/restart.mjs", {
    client,
    url: `ws://127.0.0.1:${port}${path}`,
    peers: PEERS,
  });
  try {
    await gathered(server, PATIENCE);
    // Links shorter than that count as failures with some.
    await sleep(6_000);
    await server.stop();
    await sleep(DOWN);
    const up = Date.now();
    server = await startServer(script, [port]);
    return figuresOf(await gathered(server, PATIENCE), up);
  } finally {
    process.kill("SIGKILL");
    await server.stop();
  }
}

/** When each came, once all have or patience is over. */
async function gathered(server, patience) {
  const until = Date.now() + patience;
  let accepted = await server.ask("accepted");
  while (accepted.length < PEERS && Date.now() < until) {
    await sleep(100);
    accepted = await server.ask("accepted");
  }
  return accepted;
}

function figuresOf(accepted, up) {
  const times = accepted.map((at) => at - up).toSorted((a, b) => a - b);
  return {
    first: times[0],
    half: quantile(times, 0.5),
    all: times[PEERS - 1] ?? PATIENCE,
    back: Math.min(times.length, PEERS),
    peak: busiest(times, 100) * 10,
    second: busiest(times, 1_000),
  };
}

/** The most that came within so many milliseconds. */
function busiest(times, window) {
  let most = 0;
  for (let from = 0, to = 0; to < times.length; to += 1) {
    while (times[from] <= times[to] - window) from += 1;
    most = Math.max(most, to - from + 1);
  }
  return most;
}

export const restarting = {
  name: "restart",
  title: "A server restarts: 1,000 peers of one origin, 2 s down",
  says:
    "Every library with its own defaults. The server is killed, and listens again on the same port two seconds later; it says when each " +
    "peer was there. Milliseconds from when it listens again; 30 s are waited for.",
  variants: [ours, "reconnecting-websocket", "partysocket", "websocket-ts", "socket.io-client"].map(
    (name) => ({ name }),
  ),
  baseline: ours,
  columns: [
    { key: "first", label: "first back, ms" },
    { key: "half", label: "half back, ms" },
    { key: "all", label: "all back, ms" },
    { key: "back", label: "back after 30 s" },
    { key: "peak", label: "peak a second, of 100 ms" },
    { key: "second", label: "peak of a second" },
  ],
  ratios: [],
  targets: [
    {
      id: "B11",
      says: `in no second of any run more peers dial than \`dialing.perSecond\` (${RATE}) and the 20 ms that may be made up for`,
      most: RATE * 1.02 + 1,
      value: (figures) => figures.worst(ours, "second"),
    },
    {
      id: "B11",
      says: "in each run all are back within peers / rate + 0.5 s of the first, milliseconds beyond it",
      most: 0,
      value: (figures) => {
        const first = figures.all(ours, "first");
        const allowed = (PEERS / RATE) * 1_000 + 500;
        return Math.max(...figures.all(ours, "all").map((all, run) => all - first[run] - allowed));
      },
    },
    {
      id: "B11",
      says: "half of all runs have all peers back within 5 s, in ms",
      most: 5_000,
      value: (figures) => figures.median(ours, "all"),
    },
  ],
  chart: { key: "peak", by: "value", unit: "dials a second, in the busiest 100 ms" },
  rounds: 5,
  measure: ({ name }) => restart(name),
};
