// This client measures an engine beside the client that the engine uses. It makes publishes with many under way; then it publishes one message after the
// other, each when the one before was told. The bare client repeats the commands that the engine sent, which were written down.
//
//   node engine.mjs '{"broker": "redis", "port": 6379, "way": "engine"}'

import process from "node:process";
import { headers } from "@nats-io/nats-core";
import { connect } from "@nats-io/transport-node";
import { natsEngine } from "@skep/hub/nats";
import { redisEngine } from "@skep/hub/redis";
import { createClient } from "redis";
import { quantile } from "../statistics.mjs";

const { broker, port, way } = JSON.parse(process.argv[2]);
const CHANNELS = 100;
const WARM_UP = 10_000;
const COUNT = 40_000;
const ONE_BY_ONE = 3_000;
const UNDER_WAY = 1_000;
const payload = `event  \n${JSON.stringify("x".repeat(190))}`;
const retention = { messages: 100, age: 600_000 };
const prefix = `bench${process.pid}`;

/** Microseconds. */
const now = () => performance.now() * 1_000;

/** Runs all of them, so many at once. */
async function lanes(items, run) {
  let next = 0;
  const lane = async () => {
    while (next < items.length) await run(items[next++]);
  };
  await Promise.all(Array.from({ length: UNDER_WAY }, lane));
}

/** A client whose calls of this method are written down. */
const recording = (object, method, calls) =>
  new Proxy(object, {
    get(target, name) {
      const value = Reflect.get(target, name, target);
      if (typeof value !== "function") return value;
      return (...args) => {
        if (name === method) calls.push(args);
        return value.apply(target, args);
      };
    },
  });

const brokers = {
  async redis(calls) {
    const client = createClient({ url: `redis://127.0.0.1:${port}` });
    await client.connect();
    const own = {
      on: client.on.bind(client),
      off: client.off.bind(client),
      duplicate: (overrides) => recording(client.duplicate(overrides), "evalSha", calls),
    };
    return {
      engine: redisEngine(own, { prefix }),
      roundTrip: () => client.ping(),
      // Redis gives the same answer to a key that it knows: it must not know them.
      before: () => client.flushAll(),
      again: ([sha, options]) => client.evalSha(sha, options),
      isPublish: ([, options]) =>
        options.arguments.some((text) => text === payload || text.endsWith?.(payload)),
    };
  },
  async nats(calls) {
    const connection = await connect({ port, maxReconnectAttempts: -1 });
    return {
      engine: natsEngine(recording(connection, "publish", calls), { prefix }),
      roundTrip: () => connection.rtt(),
      before: () => {},
      // The engine has requests of its own.
      again: ([subject, body, options]) =>
        connection.request(subject, body, { timeout: 5_000, headers: renamed(options.headers) }),
      isPublish: ([subject]) => !subject.startsWith("$JS"),
    };
  },
};

/** Under another key, as the server remembers the first. */
function renamed(original) {
  const copy = headers();
  for (const [name, values] of original) for (const value of values) copy.append(name, value);
  const id = copy.get("Nats-Msg-Id");
  if (id !== "") copy.set("Nats-Msg-Id", `${id} again`);
  return copy;
}

const calls = [];
const { again, before, engine, isPublish, roundTrip } = await brokers[broker](calls);
let told = () => {};
const session = await engine.open({ message: (message) => told(message), status() {}, top() {} });
let number = 0;
const publish = (channel) => {
  const key = { text: `k${number++}`, digest: "d", window: 120_000 };
  return session.publish({ channel, payload, time: Date.now(), retention, key });
};
const channels = (count) => Array.from({ length: count }, (_, at) => `bench:${at % CHANNELS}`);

async function engineRun() {
  await lanes(channels(WARM_UP), publish);
  const began = now();
  await lanes(channels(COUNT), publish);
  const perSecond = COUNT / ((now() - began) / 1e6);
  return { perSecond, ...(await latencies()) };
}

/** From a publish until the session is told. */
async function latencies() {
  await session.subscribe("bench:live");
  const times = [];
  const trips = [];
  for (let at = 0; at < ONE_BY_ONE; at += 1) {
    const arrived = new Promise((resolve) => (told = resolve));
    const began = now();
    const published = publish("bench:live");
    await arrived;
    times.push(now() - began);
    await published;
    const left = now();
    await roundTrip();
    trips.push(now() - left);
  }
  const [latency, trip] = [times, trips].map((all) =>
    quantile(
      all.toSorted((a, b) => a - b),
      0.5,
    ),
  );
  return { latency, trip, trips: latency / trip };
}

async function bareRun() {
  await lanes(channels(WARM_UP + COUNT), publish);
  const publishes = calls.filter(isPublish);
  await session.close();
  await before();
  await lanes(publishes.slice(0, WARM_UP), again);
  const began = now();
  await lanes(publishes.slice(WARM_UP), again);
  const perSecond = (publishes.length - WARM_UP) / ((now() - began) / 1e6);
  return { perSecond };
}

console.log(JSON.stringify(await (way === "engine" ? engineRun() : bareRun())));
process.exit();
