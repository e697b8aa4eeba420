// A hub and its successor, on one engine and one port: when the first drains, the second takes who comes. What is published goes to both.
//
// It is told to `drain`, and says then who has `arrived` at the second one, and when. Ends with its parent.
//
//   node restarting-hub.mjs '{"broker": "redis", "port": 6379, "channels": 1}'

import { once } from "node:events";
import { createServer } from "node:http";
import process from "node:process";
import { Hub } from "@skep/hub";
import { ChannelClient } from "@skep/channels";
import { enginesOf } from "../engines-of.mjs";

/** Without a broker both hubs have one engine in memory. Clients share one channel, or have one each. */
const { broker, port: brokerPort, channels = 1 } = JSON.parse(process.argv[2] ?? "{}");
const CHANNELS = Array.from({ length: channels }, (_, at) => `news:${at + 1}`);
const [CHANNEL] = CHANNELS;
/** Milliseconds between two publications. */
const PACE = 1_000;

const reads = new Map();
/** Asks of history are counted: a hub has to have it in its ring. */
const counting = (engine) => ({
  open: async (listener) => {
    const session = await engine.open(listener);
    const read = session.read.bind(session);
    return Object.assign(session, {
      read: (channel, ...asked) => {
        reads.set(channel, (reads.get(channel) ?? 0) + 1);
        return read(channel, ...asked);
      },
    });
  },
});

const [firstEngine, secondEngine] = await enginesOf(broker, brokerPort);
const hubs = [firstEngine, counting(secondEngine)].map(
  (each) =>
    new Hub({
      engine: each,
      namespaces: { news: { history: { messages: 1_000, age: 600_000 } } },
      limits: { connectionsPerAddress: 100_000 },
    }),
);
await Promise.all(hubs.map(({ ready }) => ready));
const [first, second] = hubs;

let current = first;
const arrived = [];
const http = createServer();
http.on("upgrade", (request, socket, head) => {
  const hub = request.url === "/successor" ? second : current;
  hub.handleUpgrade(request, socket, head);
});
http.listen({ port: 0, host: "127.0.0.1", backlog: 8_192 });
await once(http, "listening");
const { port } = http.address();

// The successor has the one channel when the others come, as a node of a cluster has.
if (channels === 1) {
  const own = new ChannelClient({ url: `ws://127.0.0.1:${port}/successor` });
  await once(own.subscribe(CHANNEL), "subscribed");
}

/** Each channel has one message of each round. */
let round = 0;
const publish = async () => {
  round += 1;
  await Promise.all(CHANNELS.map((channel) => current.publish(channel, { round })));
};
let publishing;

const answers = {
  subscribers: () => first.subscriberCount(CHANNEL),
  /** Within so many milliseconds; the hub's own default where none are given. */
  drain: (over) => {
    reads.clear();
    current = second;
    publishing = setInterval(() => void publish(), PACE);
    const since = Date.now();
    second.addEventListener("connected", () => arrived.push(Date.now() - since));
    void first.drain(over === undefined ? {} : { over });
  },
  arrived: () => ({
    arrived,
    reads: [...reads.values()].reduce((sum, count) => sum + count, 0),
    mostReads: Math.max(0, ...reads.values()),
    isDrained: first.stats().clients === 0,
  }),
  /** Publishes no more, and gives the last round. */
  end: async () => {
    clearInterval(publishing);
    await publish();
    return round;
  },
};

process.on("message", ([word, ...more]) => {
  void Promise.resolve(answers[word](...more)).then((told) => process.send(told ?? null));
});
process.on("disconnect", () => process.exit());
process.send(port);
