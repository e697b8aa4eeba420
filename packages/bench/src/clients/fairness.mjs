// One peer floods, nine say something a hundred times a second: how long the nine wait for their reader.

import process from "node:process";
import { Pool } from "skep";
import { WebSocket } from "ws";

const { client, url, seconds } = JSON.parse(process.argv[2]);
const NINE = 9;
/** What a message is worth to the reader, in µs: enough for the flood to be too much. */
const WORK = 5;
/** Messages between two turns of the loop. */
const AT_ONCE = 16;
const WARM_UP = 1_000;
const waits = [];
const began = performance.now();

let taken = 0;

/** Works a little, and now and then waits for something else, in which time sockets are read. */
async function take(data, isSteady) {
  const until = performance.now() + WORK / 1_000;
  while (performance.now() < until);
  if (isSteady && performance.now() - began > WARM_UP)
    waits.push(performance.timeOrigin + performance.now() - Number(Buffer.from(data).toString()));
  taken += 1;
  if (taken % AT_ONCE === 0) await new Promise((resolve) => setImmediate(resolve));
}

const addresses = [`${url}/flood`, ...Array(NINE).fill(`${url}/steady`)];

const clients = {
  async skep() {
    const pool = new Pool();
    for (const [index, address] of addresses.entries())
      pool.connect({ id: `${index}`, url: address });
    for await (const { data, id } of pool.inbox) await take(data, id !== "0");
  },
  "ws: one queue": () => oneQueue(Infinity),
  "ws: one queue, all paused at 1,024": () => oneQueue(1_024),
};

/** First come, first served, for all peers alike. */
async function oneQueue(most) {
  const queue = [];
  let head = 0;
  let wake = () => {};
  let paused = false;
  const sockets = addresses.map((to) => new WebSocket(to, { perMessageDeflate: false }));
  const setPaused = (now) => {
    if (paused === now) return;
    paused = now;
    for (const socket of sockets) socket[now ? "pause" : "resume"]();
  };
  for (const [index, socket] of sockets.entries())
    socket.on("message", (data) => {
      queue.push([data, index > 0]);
      setPaused(paused || queue.length - head > most);
      wake();
    });
  for (;;) {
    if (head === queue.length) await new Promise((resolve) => (wake = resolve));
    await take(...queue[head++]);
    setPaused(paused && queue.length - head > most / 4);
  }
}

setTimeout(
  () => {
    const sorted = waits.toSorted((a, b) => a - b);
    const at = (part) => sorted[Math.floor(sorted.length * part)] ?? Infinity;
    console.log(JSON.stringify({ p50: at(0.5), p99: at(0.99), heard: sorted.length }));
    process.exit();
  },
  WARM_UP + seconds * 1_000,
);
void clients[client]();
