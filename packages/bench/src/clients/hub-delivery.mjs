// Measures the CPU that a hub itself takes for a delivery: from `publish` to what its sockets are given, in one process. The sockets are those of `Bun.serve` by their
// shape, and take what they are given, so neither a kernel nor a library is measured.
//
//   node hub-delivery.mjs '{"design": "hub", "burst": 10}'

import process from "node:process";
import { Hub } from "@skep/hub";

const { design, burst } = JSON.parse(process.argv[2]);
const SUBSCRIBERS = 1_000;
const DELIVERIES = { 1: 2_000_000, 10: 10_000_000 };
const WINDOWS = 10;
const MESSAGE = "x".repeat(100);
const counter = { frames: 0, messages: 0 };

class Socket {
  constructor(data) {
    this.data = data;
  }

  send(text) {
    counter.frames += 1;
    counter.length = text.length;
    return text.length;
  }

  close() {}
  terminate() {}
  ping() {}

  getBufferedAmount() {
    return 0;
  }
}

/** Each gives `publish`. What is published in one turn is one frame for each subscriber. */
const designs = {
  hub: async () => {
    const hub = new Hub();
    await hub.ready;
    const sockets = [];
    const server = {
      upgrade: (_, { data }) => {
        sockets.push(new Socket(data));
        hub.websocket.open(sockets.at(-1));
        return true;
      },
      requestIP: () => ({ address: "127.0.0.1" }),
    };
    for (let at = 0; at < SUBSCRIBERS; at += 1) {
      const headers = { upgrade: "websocket" };
      await hub.fetch(new Request("http://hub.example/", { headers }), server);
    }
    for (const socket of sockets) {
      hub.websocket.message(socket, '{"type":"hello","id":1,"v":1,"ts":"ms"}');
      hub.websocket.message(socket, '{"type":"subscribe","id":2,"channel":"news"}');
    }
    while (hub.subscriberCount("news") < SUBSCRIBERS || counter.frames < SUBSCRIBERS)
      await new Promise((resolve) => setTimeout(resolve, 10));
    await new Promise((resolve) => setTimeout(resolve, 100));
    return () => void hub.publish("news", MESSAGE);
  },
  /** A hub as anybody writes one: a list for each subscriber of the messages that wait, joined at the end of the turn. It has no order, no history, no bounds. */
  lists: async () => {
    const subscribers = Array.from({ length: SUBSCRIBERS }, () => ({
      socket: new Socket(),
      waiting: [],
    }));
    let isAsked = false;
    const flush = () => {
      isAsked = false;
      for (const { socket, waiting } of subscribers) socket.send(waiting.splice(0).join("\n"));
    };
    return () => {
      const text = JSON.stringify({ type: "event", channel: "news", data: MESSAGE });
      for (const { waiting } of subscribers) waiting.push(text);
      if (!isAsked) setImmediate(flush);
      isAsked = true;
    };
  },
};

const publish = await designs[design]();

/** Publishes bursts until there were so many deliveries; the nanoseconds of each. */
function run(deliveries) {
  const end = counter.frames + deliveries / burst;
  const begin = performance.now();
  return new Promise((resolve) => {
    const turn = (awaited) => {
      if (counter.frames < awaited) return setImmediate(turn, awaited);
      if (counter.frames > awaited) throw new Error(`${counter.frames - awaited} frames too many`);
      if (awaited >= end) return resolve(((performance.now() - begin) * 1e6) / deliveries);
      for (let left = burst; left > 0; left -= 1) publish();
      setImmediate(turn, awaited + SUBSCRIBERS);
    };
    turn(counter.frames);
  });
}

const all = DELIVERIES[burst];
const windows = [];
await run(all / 4);
if (counter.length < MESSAGE.length * burst) throw new Error("A frame does not hold its messages.");
const cpu = process.cpuUsage();
for (let window = 0; window < WINDOWS; window += 1) windows.push(await run(all / WINDOWS));
const { user, system } = process.cpuUsage(cpu);
windows.sort((a, b) => a - b);
console.log(
  JSON.stringify({
    median: windows[WINDOWS / 2],
    best: windows[0],
    cpu: ((user + system) * 1_000) / all,
  }),
);
process.exit();
