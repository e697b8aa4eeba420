// What many idle peers cost by being kept alive: CPU of a while in which nothing is said but pings and pongs.

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
  const next = () => performance.now() + INTERVAL * (0.9 + 0.2 * Math.random());
  const due = sockets.map(() => performance.now() + INTERVAL * Math.random());
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
const off = { session: { pingInterval: 0, keepaliveTimeout: 0 } };
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
// The first round of pings begins with the opening, all in a row.
await sleep(2 * INTERVAL);
const cpu = process.cpuUsage();
await sleep(seconds * 1_000);
const { user, system } = process.cpuUsage(cpu);
console.log(JSON.stringify({ core: (user + system) / (seconds * 10_000) }));
process.exit();
