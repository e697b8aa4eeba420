// B11: a server goes away for two seconds and comes back, to 1,000 peers of one origin.

import { setTimeout as sleep } from "node:timers/promises";
import { startClient, startServer } from "../processes.mjs";
import { busiest, quantile } from "../statistics.mjs";

const PEERS = 1_000;
const DOWN = 2_000;
/** Who is not back by then is not waited for. */
const PATIENCE = 30_000;
/** Skep's `dialing.perSecond`. */
const RATE = 500;
/** Late timers may make up for so many milliseconds of dials. */
const CATCH_UP = 20;
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
    const { accepted } = await gathered(server);
    if (accepted.length < PEERS)
      throw new Error(`Only ${accepted.length} peers of ${client} came.`);
    // Links shorter than that count as failures with some.
    await sleep(6_000);
    await server.stop();
    await sleep(DOWN);
    server = await startServer(script, [port]);
    return figuresOf(await gathered(server));
  } finally {
    process.kill("SIGKILL");
    await server.stop();
  }
}

/** When each came, once all have or patience is over. */
async function gathered(server) {
  const until = Date.now() + PATIENCE;
  for (;;) {
    const heard = await server.ask("accepted");
    if (heard.accepted.length >= PEERS || Date.now() > until) return heard;
    await sleep(100);
  }
}

function figuresOf({ since, accepted }) {
  const times = accepted.map((at) => at - since).toSorted((a, b) => a - b);
  return {
    first: times[0],
    half: quantile(times, 0.5),
    all: times[PEERS - 1] ?? PATIENCE,
    back: Math.min(times.length, PEERS),
    peak: busiest(times, 100) * 10,
    second: busiest(times, 1_000),
  };
}

/** Dials that the limiter may let through in so many milliseconds, wherever they begin. */
const allowedIn = (window) => ((window + CATCH_UP) * RATE) / 1_000 + 1;

export const restarting = {
  name: "restart",
  title: "A server restarts: 1,000 peers of one origin, 2 s down",
  says:
    "Every library with its own defaults; `websocket-ts` has none and is given its exponential backoff from 100 ms. The server is killed, " +
    "and two seconds later another one is started on the same port; it says when it listened and when each upgrade came, so that is how " +
    "dials are counted. Milliseconds from when it listens again; 30 s are waited for.",
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
      says: `in no second of any run more peers dial than \`dialing.perSecond\` (${RATE}) and the ${CATCH_UP} ms that may be made up for`,
      most: allowedIn(1_000),
      value: (figures) => figures.worst(ours, "second"),
    },
    {
      id: "B11",
      says: "nor in 100 ms, times ten, with the same 20 ms, in half of all runs: a server that is late itself sees them closer together",
      most: allowedIn(100) * 10,
      value: (figures) => figures.median(ours, "peak"),
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
