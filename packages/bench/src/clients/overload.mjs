// A reader that is a thousand times slower than its peer: what is held, and what becomes of what is not read.

import { on } from "node:events";
import process from "node:process";
import { setTimeout as sleep } from "node:timers/promises";
import { browserTransport } from "@skep/transport-browser";
import { Pool } from "skep";
import { WebSocket } from "ws";

const { client, url, seconds } = JSON.parse(process.argv[2]);
const MIB = 2 ** 20;
/** Who holds more is stopped before the machine is. */
const MOST = 1_024 * MIB;
const bare = () => new WebSocket(url, { perMessageDeflate: false });
const numberOf = (data) => Number(Buffer.from(data).toString());

/** Each gives messages, and at the end what it knows of them. */
const clients = {
  "skep: pauses": () => skep({}),
  "skep: drop-oldest": () =>
    skep({ transport: browserTransport(), inbox: { overflow: "drop-oldest" } }),
  "skep: drop-newest": () =>
    skep({ transport: browserTransport(), inbox: { overflow: "drop-newest" } }),
  "ws: events.on": () => ({ numbers: map(on(bare(), "message"), ([data]) => data) }),
  "ws: an array": () => {
    const queue = [];
    let wake = () => {};
    bare().on("message", (data) => {
      queue.push(data);
      wake();
    });
    return {
      numbers: map(
        drain(queue, (woken) => (wake = woken)),
        (data) => data,
      ),
    };
  },
};

async function* drain(queue, onWake) {
  for (;;) {
    if (queue.length === 0) await new Promise(onWake);
    else yield queue.shift();
  }
}

async function* map(items, dataOf) {
  for await (const item of items) yield numberOf(dataOf(item));
}

function skep(options) {
  const pool = new Pool(options);
  let told = 0;
  pool.addEventListener("overflow", ({ dropped }) => (told += dropped));
  pool.connect({ id: "a", url });
  return {
    numbers: map(pool.inbox, ({ data }) => data),
    async finish(read) {
      const [peer] = pool.peers();
      const { received, dropped, queued } = peer.stats();
      const unaccounted = received - read - dropped - queued;
      await peer.remove();
      // What is lost while they say goodbye is told too, within a second.
      await sleep(1_500);
      return { dropped, unaccounted, untold: peer.stats().dropped - told };
    },
  };
}

const held = () => {
  globalThis.gc();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
};

const before = held();
const { numbers, finish } = clients[client]();
const samples = [];
const watch = setInterval(() => {
  samples.push(held() - before);
  if (samples.at(-1) > MOST) end();
}, 500);
let read = 0;
let next = 0;
let gaps = 0;
let over = false;

function end() {
  over = true;
  clearInterval(watch);
}

setTimeout(end, seconds * 1_000);
for await (const number of numbers) {
  gaps += number - next;
  next = number + 1;
  read += 1;
  await sleep(1);
  if (over) break;
}
const late = samples.slice(-10);
const slope = (late.at(-1) - late[0]) / MIB / ((late.length - 1) * 0.5);
const figures = { read, gaps, slope, peak: Math.max(...samples) / MIB, lasted: samples.length / 2 };
console.log(JSON.stringify({ ...figures, ...(await finish?.(read)) }));
process.exit();
