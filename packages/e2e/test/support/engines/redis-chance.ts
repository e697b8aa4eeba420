// Faults of Redis one after the other, as a seed draws them: what no single fault shows may be between two of them.
import { SeededRandom } from "@skep/core/testing";
import type { GapReason } from "@skep/protocol";
import type { Fault, Moments } from "./fault-run.ts";
import type { RedisBroker, RedisClusterBroker } from "./redis-broker.ts";
import type { RedisServer } from "./redis-server.ts";

type Act<B> = (broker: B, moments: Moments, random: SeededRandom) => unknown;

/** What is drawn may lose what the broker has, and take longer than a hub reads on for. */
const MAY_TELL: readonly GapReason[] = ["epoch", "fork", "limit"];

/** Milliseconds that something stays as it is: some are noticed, and some are not. */
const silence = (random: SeededRandom): number => 500 + 6_500 * random.next();

/** What can be done to any server. */
const ANY: Readonly<Record<string, (server: RedisServer) => Promise<unknown>>> = {
  "kills subscriptions": (server) => server.ask("CLIENT", "KILL", "TYPE", "pubsub"),
  "kills commands": (server) => server.ask("CLIENT", "KILL", "TYPE", "normal"),
  flushes: (server) => server.ask("FLUSHALL"),
  "forgets scripts": (server) => server.ask("SCRIPT", "FLUSH"),
};

const ONE: Readonly<Record<string, Act<RedisBroker>>> = {
  "restarts empty": ({ server }) => server.restartEmpty(),
  saves: ({ server }) => server.save(),
  "is set back": ({ server }) => server.restore(),
  async stops({ server }, { pass }, random) {
    server.pause();
    await pass(silence(random));
    server.resume();
  },
  async swallows({ proxies }, { pass }, random) {
    const proxy = proxies[random.int(3)];
    proxy?.swallow();
    await pass(silence(random));
    proxy?.pass();
  },
};

const CLUSTER: Readonly<Record<string, Act<RedisClusterBroker>>> = {
  async "restarts a node empty"({ cluster }, _moments, random) {
    await cluster.nodes[random.int(3)]?.restartEmpty();
    await cluster.formed();
  },
  async "stops a node"({ cluster }, { pass }, random) {
    const node = cluster.nodes[random.int(3)];
    node?.pause();
    await pass(silence(random));
    node?.resume();
    await cluster.formed();
  },
  "moves a slot": move,
  "moves another slot": move,
};

async function move({ cluster }: RedisClusterBroker, _moments: Moments, random: SeededRandom) {
  const slots = await cluster.liveSlots();
  await cluster.move(random.pick(slots), 200 * random.next());
}

/** So many faults of one server. */
export function redisChance(seed: number, count: number): Fault<RedisBroker> {
  const any = Object.entries(ANY).map(
    ([name, act]) => [name, ({ server }: RedisBroker) => act(server)] as const,
  );
  const name = `one fault after the other, by seed ${seed}`;
  return {
    name,
    mayTell: MAY_TELL,
    async run(broker, moments) {
      await broker.server.save();
      await act(broker, moments, { acts: [...Object.entries(ONE), ...any], seed, count });
    },
  };
}

/** So many faults of a cluster. */
export function redisClusterChance(seed: number, count: number): Fault<RedisClusterBroker> {
  const any = Object.entries(ANY).map(
    ([name, act]) =>
      [
        name,
        ({ cluster }: RedisClusterBroker, _moments: Moments, random: SeededRandom) =>
          act(cluster.nodes[random.int(3)] as RedisServer),
      ] as const,
  );
  const acts = [...Object.entries(CLUSTER), ...any];
  return {
    name: `one fault after the other in a cluster, by seed ${seed}`,
    mayTell: MAY_TELL,
    run: (broker, moments) => act(broker, moments, { acts, seed, count }),
  };
}

interface Acting<B> {
  readonly acts: readonly (readonly [string, Act<B>])[];
  readonly seed: number;
  readonly count: number;
}

async function act<B>(
  broker: B,
  moments: Moments,
  { acts, count, seed }: Acting<B>,
): Promise<void> {
  const random = new SeededRandom(seed);
  const coming: Promise<void>[] = [];
  for (let done = 0; done < count; done++) {
    const [, run] = acts[random.int(acts.length)] as (typeof acts)[number];
    await run(broker, moments, random);
    if (random.next() < 0.2) coming.push(moments.cutClients());
    await moments.pass(700 * random.next());
    if (random.next() < 0.5) await moments.published(20);
  }
  await Promise.all(coming);
}
