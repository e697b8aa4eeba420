// How long 64 bytes take to a server and back, one at a time, with and without other traffic in the process.

import { on } from "node:events";
import process from "node:process";
import ReconnectingWebSocket from "reconnecting-websocket";
import { Pool } from "skep";
import { WebSocket } from "ws";
import { Plain } from "./browser-like.mjs";

const { client, url, rate, samples, warmUp } = JSON.parse(process.argv[2]);
const EVERY = 4;
const NEIGHBOURS = 4;
const neighbours =
  rate === 0 ? [] : Array(NEIGHBOURS).fill(`${url}/flood?rate=${rate / NEIGHBOURS}`);
const bare = (to) => new WebSocket(to, { perMessageDeflate: false });

/** Each gives how to send to the echo, and calls `got` when it has come back. */
const clients = {
  async ws(got) {
    for (const to of neighbours) bare(to).on("message", () => {});
    const socket = bare(url);
    await new Promise((resolve) => socket.on("open", resolve));
    socket.on("message", got);
    return (data) => socket.send(data);
  },
  async "ws: events.on"(got) {
    for (const to of neighbours) void drain(on(bare(to), "message"));
    const socket = bare(url);
    await new Promise((resolve) => socket.on("open", resolve));
    void drain(on(socket, "message"), got);
    return (data) => socket.send(data);
  },
  async "reconnecting-websocket"(got) {
    const make = (to) => new ReconnectingWebSocket(to, [], { WebSocket: Plain });
    for (const to of neighbours) make(to).addEventListener("message", () => {});
    const socket = make(url);
    await new Promise((resolve) => socket.addEventListener("open", resolve));
    socket.addEventListener("message", got);
    return (data) => socket.send(data);
  },
  "skep: for await": (got) =>
    skep(
      (pool) => pool.inbox,
      got,
      ({ id }) => id,
    ),
  "skep: batches()": (got) =>
    skep(
      (pool) => pool.inbox.batches(),
      got,
      ([{ id }]) => id,
    ),
};

async function skep(read, got, idOf) {
  const pool = new Pool();
  for (const [index, to] of neighbours.entries())
    pool.connect({ id: `neighbour ${index}`, url: to });
  const peer = pool.connect({ id: "echo", url });
  await peer.whenConnected();
  void drain(read(pool), (item) => idOf(item) === "echo" && got());
  return (data) => peer.trySend(data);
}

async function drain(items, take = () => {}) {
  for await (const item of items) take(item);
}

const times = [];
let sentAt = 0;
let back = () => {};

/** Waits for nothing but the answer: a process that looks for work all the time is not idle. */
function roundTrip() {
  return new Promise((resolve) => {
    back = resolve;
    sentAt = performance.now();
    send(ping);
  });
}

const ping = Buffer.alloc(64, "p");
const send = await clients[client](() => {
  times.push((performance.now() - sentAt) * 1_000);
  back();
});
while (times.length < samples + warmUp) {
  await new Promise((resolve) => setTimeout(resolve, EVERY));
  await roundTrip();
}
const sorted = times.slice(warmUp).toSorted((a, b) => a - b);
const at = (part) => sorted[Math.floor(sorted.length * part)];
console.log(JSON.stringify({ p50: at(0.5), p99: at(0.99) }));
process.exit();
