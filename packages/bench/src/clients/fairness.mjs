// One peer floods, nine say something a hundred times a second: how long the nine wait for their reader.

import process from "node:process";
import { Pool } from "skep";
import { WebSocket } from "ws";
import { quantile } from "../statistics.mjs";

const { client, url, seconds } = JSON.parse(process.argv[2]);
const NINE = 9;
/** Milliseconds between two of their messages. */
const STEADY = 10;
/** What a message is worth to the reader, in µs: enough for the flood to be too much. */
const WORK = 5;
/** Messages between two turns of the loop. */
const AT_ONCE = 16;
const WARM_UP = 1_000;
const waits = [];
/** The part of each wait since the message left its socket; with Skep to the millisecond. */
const inbox = [];
const began = performance.now();

/** The same for all processes of a machine, as long as nobody sets its clock. */
const now = () => performance.timeOrigin + performance.now();
/** When each peer sent the latest message that was read. */
const latest = Array(NINE + 1).fill(now() + WARM_UP);
let taken = 0;

/** Works a little, and now and then waits for something else, in which time sockets are read. */
async function take(data, peer, receivedAt) {
  const until = performance.now() + WORK / 1_000;
  while (performance.now() < until);
  if (peer > 0 && performance.now() - began > WARM_UP) note(data, peer, receivedAt);
  taken += 1;
  if (taken % AT_ONCE === 0) await new Promise((resolve) => setImmediate(resolve));
}

function note(data, peer, receivedAt) {
  latest[peer] = Number(Buffer.from(data).toString());
  waits.push(now() - latest[peer]);
  inbox.push(now() - receivedAt);
}

/** What did not come: it was sent every 10 ms since the latest that did, and has waited until now. */
function missing() {
  const end = now();
  return latest.slice(1).flatMap((from) => {
    const count = Math.floor((end - from) / STEADY);
    return Array.from({ length: count }, (_, index) => end - from - (index + 1) * STEADY);
  });
}

const addresses = [`${url}/flood`, ...Array(NINE).fill(`${url}/steady`)];

const clients = {
  async skep() {
    const pool = new Pool();
    for (const [index, address] of addresses.entries())
      pool.connect({ id: `${index}`, url: address });
    for await (const { data, id, receivedAt } of pool.inbox)
      await take(data, Number(id), receivedAt);
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
      queue.push([data, index, now()]);
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
    const all = [...waits, ...missing()];
    const inside = inbox.length > 0 ? quantile(inbox, 0.99) : undefined;
    const figures = { p50: quantile(all, 0.5), p99: quantile(all, 0.99), inside };
    console.log(JSON.stringify({ ...figures, heard: waits.length }));
    process.exit();
  },
  WARM_UP + seconds * 1_000,
);
void clients[client]();
