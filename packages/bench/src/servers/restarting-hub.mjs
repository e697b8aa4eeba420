// A hub and its successor, on one engine and one port: when the first drains, the second takes who comes. What is published goes to both.
//
// It is told to `drain`, and says then who has `arrived` at the second one, and when. Ends with its parent.

import { once } from "node:events";
import { createServer } from "node:http";
import process from "node:process";
import { Hub, memoryEngine } from "@skep/hub";
import { ChannelClient } from "@skep/channels";

const CHANNEL = "news:1";
/** Milliseconds between two publications. */
const PACE = 1_000;

const engine = memoryEngine();
let reads = 0;
/** Asks of history are counted: a hub has to have it in its ring. */
const counting = {
  open: async (listener) => {
    const session = await engine.open(listener);
    const read = session.read.bind(session);
    return Object.assign(session, {
      read: (...asked) => {
        reads += 1;
        return read(...asked);
      },
    });
  },
};

const hubs = [engine, counting].map(
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

// The successor has the channel when the others come, as a node of a cluster has.
const own = new ChannelClient({ url: `ws://127.0.0.1:${port}/successor` });
await once(own.subscribe(CHANNEL), "subscribed");

let last = 0;
const publish = async () => {
  ({ offset: last } = await current.publish(CHANNEL, { at: Date.now() }));
};
let publishing;

const answers = {
  subscribers: () => first.subscriberCount(CHANNEL),
  drain: () => {
    reads = 0;
    current = second;
    publishing = setInterval(() => void publish(), PACE);
    const since = Date.now();
    second.addEventListener("connected", () => arrived.push(Date.now() - since));
    void first.drain();
  },
  arrived: () => ({ arrived, reads, isDrained: first.stats().clients === 0 }),
  /** Publishes no more, and gives the offset of the last one. */
  end: async () => {
    clearInterval(publishing);
    await publish();
    return last;
  },
};

process.on("message", ([word]) => {
  void Promise.resolve(answers[word]()).then((told) => process.send(told ?? null));
});
process.on("disconnect", () => process.exit());
process.send(port);
