// What an idle peer of a library weighs, and what it took to open it. Wants `--expose-gc`.

import process from "node:process";
import { setTimeout as sleep } from "node:timers/promises";
import { crowds } from "./crowds.mjs";

const { client, url, peers } = JSON.parse(process.argv[2]);
const kept = [];

/** Finalizers run between two collections. */
async function weigh() {
  for (let turn = 0; turn < 6; turn += 1) {
    globalThis.gc();
    await sleep(50);
  }
  const { heapUsed, external, rss } = process.memoryUsage();
  return { heap: heapUsed, external, rss };
}

function openAll() {
  return new Promise((resolve) => {
    let open = 0;
    void crowds[client]({
      urls: Array(peers).fill(url),
      opened: () => (open += 1) === peers && resolve(),
      count() {},
      kept,
    });
  });
}

/** The median time of nine calls of `stats()`. Nothing for a client without such a method. */
function timeOfStats() {
  const pool = kept.find(({ stats }) => typeof stats === "function");
  if (pool === undefined) return {};
  const times = Array.from({ length: 9 }, () => {
    const begin = performance.now();
    pool.stats();
    return performance.now() - begin;
  });
  return { stats: times.toSorted((a, b) => a - b)[4] };
}

const before = await weigh();
const cpu = process.cpuUsage();
await openAll();
const { user, system } = process.cpuUsage(cpu);
await sleep(500);
const after = await weigh();
console.log(
  JSON.stringify({
    heap: (after.heap - before.heap) / peers,
    rss: (after.rss - before.rss) / peers,
    opening: (user + system) / peers,
    ...timeOfStats(),
  }),
);
process.exit(kept.length > 0 ? 0 : 1);
