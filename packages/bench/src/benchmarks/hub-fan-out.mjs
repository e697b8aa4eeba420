// H1: what it takes a server to bring a message to 1,000 subscribers, one at a time and in bursts.

import { startServer } from "../processes.mjs";
import { libraries } from "./hub-libraries.mjs";

const SUBSCRIBERS = 1_000;
const BURST = 10;
/** Steps before the figures, and with them. */
const STEPS = { one: [100, 150], burst: [15, 30] };

const [ours, loop] = [libraries.skep.name, libraries.ws.name];
/** What nothing on Node can be faster than. */
const floor = { name: "bare sockets: one write a turn", library: "bare", dialect: "plain" };

const rate = (figures, name, key) => figures.ratio(loop, key, name, "paired");

export const hubFanOut = {
  name: "hub-fan-out",
  title: "A hub publishes 100 B to 1,000 subscribers",
  says:
    "A server publishes 100 bytes of text to a channel of 1,000 subscribers: one message in a turn of the event loop, or ten. The next " +
    "ones follow when all have come. The CPU is that of the server, kernel included; the subscribers are bare TCP sockets in a process of " +
    "their own. The last row is no library: finished frames are written to bare sockets of Node. Skep sends about 180 bytes, as each message has its channel, its time and its offset; the others send what they are given.",
  variants: [...Object.values(libraries), floor],
  baseline: loop,
  columns: [
    { key: "one", label: "one at a time, CPU µs a delivery", digits: 2 },
    { key: "burst", label: "bursts of ten, CPU µs a delivery", digits: 2 },
    { key: "oneRate", label: "deliveries a second, one" },
    { key: "burstRate", label: "bursts" },
  ],
  ratios: [
    { key: "one", by: "paired", label: "× the loop, one" },
    { key: "burst", by: "paired", label: "× the loop, bursts" },
  ],
  targets: [
    {
      id: "H1",
      says: "one at a time, the hub makes at least 1.1 times the deliveries of a loop of `ws.send`, per second of CPU",
      least: 1.1,
      value: (figures) => rate(figures, ours, "one"),
    },
    {
      id: "H1",
      says: "one at a time, the hub makes at least 1.35 times the deliveries of a room of socket.io, per second of CPU",
      least: 1.35,
      value: (figures) => figures.ratio(libraries.socketIo.name, "one", ours, "paired"),
    },
    {
      id: "H1",
      says: "in bursts of ten, the hub makes at least 6 times the deliveries of the loop, per second of CPU",
      least: 6,
      value: (figures) => rate(figures, ours, "burst"),
    },
    {
      id: "H1",
      says: "in bursts of ten, the hub makes at least 0.75 times the deliveries of Bun's `publish`, per second of CPU",
      least: 0.75,
      value: (figures) => figures.ratio(libraries.bun.name, "burst", ours, "paired"),
    },
  ],
  chart: { key: "burst", by: "value" },
  rounds: 5,
  measure,
};

async function measure({ library, dialect, engine, flags }) {
  const options = JSON.stringify({ library });
  const server = await startServer("servers/serve.mjs", [options], { engine, flags });
  try {
    return await fanOut(server, dialect);
  } finally {
    await server.stop();
  }
}

async function fanOut(server, dialect) {
  const { url } = server;
  const asked = JSON.stringify({ url, dialect, count: SUBSCRIBERS });
  const subscribers = await startServer("clients/subscribers.mjs", [asked]);
  try {
    while ((await server.ask(["subscribers"])) < SUBSCRIBERS);
    const crowd = { server, subscribers, total: 0 };
    const one = await figuresOf(crowd, 1, STEPS.one);
    const burst = await figuresOf(crowd, BURST, STEPS.burst);
    return { one: one.cpu, oneRate: one.rate, burst: burst.cpu, burstRate: burst.rate };
  } finally {
    await subscribers.stop();
  }
}

/** Of so many messages in each step. */
async function figuresOf(crowd, messages, [warmUp, steps]) {
  for (let step = 0; step < warmUp; step += 1) await publish(crowd, messages);
  const [before, began] = [await crowd.server.ask(["cpu"]), performance.now()];
  for (let step = 0; step < steps; step += 1) await publish(crowd, messages);
  const seconds = (performance.now() - began) / 1_000;
  const after = await crowd.server.ask(["cpu"]);
  const deliveries = steps * messages * SUBSCRIBERS;
  const cpu = after.user + after.system - before.user - before.system;
  return { cpu: cpu / deliveries, rate: deliveries / seconds };
}

/** Publishes, and waits until all have it. */
async function publish(crowd, messages) {
  crowd.total += messages * SUBSCRIBERS;
  const arrived = crowd.subscribers.ask(["until", crowd.total]);
  await crowd.server.ask(["publish", messages]);
  const seen = await arrived;
  if (seen !== crowd.total) throw new Error(`${seen} messages came instead of ${crowd.total}.`);
}
