// What many idle peers cost by being kept alive: CPU of a while in which nothing is said but pings and pongs. Wants `--expose-gc`.

import process from "node:process";
import { setTimeout as sleep } from "node:timers/promises";
import { Pool } from "skep";
import { crowds } from "./crowds.mjs";

const { client, url, peers, seconds } = JSON.parse(process.argv[2]);
/** As often as Skep asks by default, spread as it spreads. */
const INTERVAL = 10_000;
const kept = [];

/** The same pings with nothing around them: each socket when its time has come, from one timer. */
function pingAll(sockets) {
  const heardAt = new Float64Array(sockets.length);
  const next = () => performance.now() + INTERVAL * (0.9 + 0.2 * Math.random());
  for (const [index, socket] of sockets.entries())
    socket.on("pong", () => (heardAt[index] = performance.now()));
  const due = sockets.map(next);
  setInterval(() => {
    const now = performance.now();
    for (let index = 0; index < sockets.length; index += 1) {
      if (due[index] > now) continue;
      sockets[index].ping();
      due[index] = next();
    }
  }, 100);
}

function openAll(crowd) {
  return new Promise((resolve) => {
    let open = 0;
    crowd(() => (open += 1) === peers && resolve());
  });
}

const urls = Array(peers).fill(url);
const off = { pingInterval: 0, keepaliveTimeout: 0 };
const kinds = {
  "ws: no pings": (opened) => crowds.ws({ urls, opened, count() {}, kept }),
  "ws: the same pings": (opened) => crowds.ws({ urls, opened, count() {}, kept }),
  "skep: keepalive off": (opened) => connect(opened, off),
  "skep: keepalive on": (opened) => connect(opened, {}),
};

function connect(opened, options) {
  const pool = new Pool({ dialing: { perSecond: 100_000, inFlight: 200 }, ...options });
  pool.addEventListener("connected", opened);
  for (const [index, each] of urls.entries()) pool.connect({ id: `peer ${index}`, url: each });
}

await openAll(kinds[client]);
if (client === "ws: the same pings") pingAll(kept);
// All have opened at about the same time, so their pings are waves that flatten: the window holds two whole ones.
await sleep(1.4 * INTERVAL);
// What the opening left behind is collected now, not in the midst of the measurement.
globalThis.gc();
await sleep(100);
const cpu = process.cpuUsage();
await sleep(seconds * 1_000);
const { user, system } = process.cpuUsage(cpu);
console.log(JSON.stringify({ core: (user + system) / (seconds * 10_000) }));
process.exit();
