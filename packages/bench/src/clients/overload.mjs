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
const MOST = 1_024;
/** Milliseconds between two looks at memory, and those at the end that its slope is of. */
const EVERY = 500;
const LATE = 5_000;
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
    async finish() {
      await quiet();
      // What is lost is told within a second.
      await sleep(1_500);
      const { dropped } = pool.peers()[0].stats();
      return { dropped, untold: dropped - told };
    },
  };
}

/** Once the flood is over, until nothing came for a second. */
async function quiet() {
  for (let before = -1; before !== read;) {
    before = read;
    await sleep(1_000);
  }
}

const weigh = () => {
  globalThis.gc();
  const { heapUsed, external, rss } = process.memoryUsage();
  return { held: (heapUsed + external) / MIB, resident: rss / MIB };
};

const samples = [];
let read = 0;
let next = 0;
let gaps = 0;
let over = false;

async function take(numbers) {
  for await (const number of numbers) {
    gaps += number - next;
    next = number + 1;
    read += 1;
    if (!over) await sleep(1);
  }
}

/** Samples until the time is over, or the room. */
async function watch(before) {
  const began = performance.now();
  while (performance.now() - began < seconds * 1_000 && !(samples.at(-1)?.held > MOST)) {
    await sleep(EVERY);
    const at = performance.now() - began;
    const { held, resident } = weigh();
    samples.push({ at, held: held - before.held, resident: resident - before.resident });
  }
}

/** Of the line through them by least squares, in MiB a second: how full the reader is just then is noise. */
function slopeOf(points) {
  const mean = (of) => points.reduce((sum, point) => sum + of(point), 0) / points.length;
  const [at, held] = [mean((point) => point.at), mean((point) => point.held)];
  const square = mean((point) => (point.at - at) ** 2);
  return (mean((point) => (point.at - at) * (point.held - held)) / square) * 1_000;
}

function figures() {
  const held = samples.map((sample) => sample.held);
  const { at } = samples.at(-1);
  return {
    readThen: read,
    peak: Math.max(...held),
    final: held.at(-1),
    resident: Math.max(...samples.map(({ resident }) => resident)),
    slope: slopeOf(samples.filter((sample) => sample.at > at - LATE)),
    lasted: at / 1_000,
  };
}

const before = weigh();
const { numbers, finish = () => {} } = clients[client]();
void take(numbers);
await watch(before);
const inTime = figures();
// From here on it reads as fast as it can. Who has no bound is not waited for.
over = true;
const after = await finish();
console.log(JSON.stringify({ ...inTime, read, gaps, ...after }));
process.exit();
