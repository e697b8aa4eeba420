// socket.io with its adapter over streams of Redis, as a process of its own: servers, each of which publishes, and clients that come back by themselves. It tells how
// many were published, and at the end what came. What it leaves unhandled is counted, and would end a program that does not look.

import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { createAdapter } from "@socket.io/redis-streams-adapter";
import { createClient } from "redis";
import { Server } from "socket.io";
import { io, type Socket } from "socket.io-client";

const CHANNELS = 12;
const SUBSCRIBERS = 3;
/** Milliseconds between two messages of a channel, and in which the last ones have to arrive. */
const PACE = 10;
const SETTLE = 15_000;

interface Subscriber {
  readonly socket: Socket;
  readonly channel: string;
  /** The numbers of the messages as they came. */
  readonly numbers: number[];
}

const servers: Server[] = [];
const subscribers: Subscriber[] = [];
const published = new Map<string, number>();
let unhandled = 0;
const stopping = new AbortController();

process.on("unhandledRejection", () => void (unhandled += 1));

for (const port of process.argv.slice(2)) await startServer(Number(port));
for (let at = 0; at < CHANNELS; at++) await startChannel(`run:${at}`, at);
const publishing = Promise.all([...published.keys()].map((name, at) => publish(name, at)));
setInterval(() => process.send?.({ published: total() }), 20);
process.on("message", (order: "cut" | "end") => {
  if (order === "cut") for (const { socket } of subscribers) socket.io.engine.close();
  else void end();
});

async function startServer(port: number): Promise<void> {
  const client = createClient({ url: `redis://127.0.0.1:${port}` });
  client.on("error", () => {});
  await client.connect();
  const http = createServer();
  const server = new Server(http, {
    adapter: createAdapter(client),
    connectionStateRecovery: {},
    transports: ["websocket"],
  });
  server.on("connection", (socket) => {
    socket.on("join", (room: string, joined: () => void) => {
      void socket.join(room);
      joined();
    });
  });
  await new Promise<void>((resolve) => http.listen(0, "127.0.0.1", resolve));
  servers.push(server);
}

async function startChannel(channel: string, at: number): Promise<void> {
  published.set(channel, 0);
  for (let count = 0; count < SUBSCRIBERS; count++) {
    const server = servers[(at + count) % servers.length] as Server;
    const { port } = server.httpServer.address() as AddressInfo;
    const socket = io(`http://127.0.0.1:${port}`, { transports: ["websocket"], forceNew: true });
    const subscriber: Subscriber = { socket, channel, numbers: [] };
    subscribers.push(subscriber);
    socket.on("message", (number: number) => subscriber.numbers.push(number));
    const join = (): Promise<unknown> => socket.emitWithAck("join", channel);
    await new Promise((resolve) => socket.once("connect", () => resolve(undefined)));
    await join();
    // Where a session was recovered, its rooms are there.
    socket.on("connect", () => void (socket.recovered || join()));
  }
}

/** Nobody is told whether a message was taken, so each is published once. */
async function publish(channel: string, at: number): Promise<void> {
  while (!stopping.signal.aborted) {
    const number = (published.get(channel) ?? 0) + 1;
    published.set(channel, number);
    servers[at % servers.length]?.to(channel).emit("message", number);
    await sleep(PACE);
  }
}

function total(): number {
  return [...published.values()].reduce((sum, count) => sum + count, 0);
}

async function end(): Promise<void> {
  stopping.abort();
  await publishing;
  const isWhole = ({ channel, numbers }: Subscriber): boolean =>
    numbers.at(-1) === published.get(channel);
  for (let waited = 0; waited < SETTLE && !subscribers.every(isWhole); waited += 100)
    await sleep(100);
  process.send?.({ report: report() }, () => process.exit());
}

function report(): Record<string, number> {
  const found = { published: total(), delivered: 0, lost: 0, doubled: 0, disordered: 0, unhandled };
  for (const { channel, numbers } of subscribers) {
    const seen = new Set(numbers);
    found.delivered += numbers.length;
    found.lost += (published.get(channel) ?? 0) - seen.size;
    found.doubled += numbers.length - seen.size;
    found.disordered += numbers.filter((number, at) => number < (numbers[at - 1] ?? 0)).length;
  }
  return found;
}
