// A hub whose way to the broker is cut in the network, so that neither end is told: it says so, comes back, and its client misses nothing.
import { Hub } from "@skep/hub";
import { natsEngine } from "@skep/hub/nats";
import { redisEngine } from "@skep/hub/redis";
import { connect } from "@nats-io/transport-node";
import { createClient } from "redis";
import { Cable } from "../support/cable.ts";
import { describeCable } from "../support/describe-cable.ts";
import { NatsServer } from "../support/engines/nats-server.ts";
import { PATIENT } from "../support/engines/nats-options.ts";
import { RedisServer } from "../support/engines/redis-server.ts";
import { figure } from "../support/figure.ts";
import { describeServer } from "../support/packages.ts";
import { sleep, type Stage, test } from "../support/stage.ts";

const EVERYWHERE = ["--bind", "0.0.0.0", "--protected-mode", "no"];

const BROKERS = {
  "redis-server": {
    start: () => RedisServer.start(EVERYWHERE),
    engine: async (_stage: Stage, port: number) =>
      redisEngine(createClient({ socket: { host: "127.0.0.1", port } })),
  },
  "nats-server": {
    start: () => NatsServer.start({ host: "0.0.0.0" }),
    engine: async (stage: Stage, port: number) => {
      const connection = await connect({ port, ...PATIENT });
      stage.ending(() => connection.close());
      return natsEngine(connection);
    },
  },
};

/** In each test, the router swallows the packets of one side or of both. */
const SIDES = [
  ["both of them send", undefined],
  ["the hub sends", "near"],
  ["the broker sends", "far"],
] as const;

for (const broker of ["redis-server", "nats-server"] as const)
  describeServer(`a hub over ${broker}`, [broker], () => {
    describeCable("behind a network that swallows", () => {
      test.for(SIDES)("what %s", async ([what, side], { stage, expect }) => {
        const { engine, start } = BROKERS[broker];
        const cable = await Cable.laid(stage);
        const server = await start();
        stage.ending(() => server.end());
        const job = { broker, host: cable.host, port: server.port };
        const { child } = await stage.program("subscribed-hub", job, { within: cable.within });
        await child.line(/"subscribed"/);

        const history = { messages: 1_000, age: 600_000 };
        const namespaces = { room: { history } };
        const hub = new Hub({ engine: await engine(stage, server.port), namespaces });
        stage.ending(() => hub.close());
        let count = 0;
        const publish = async (): Promise<void> => void (await hub.publish("room:1", ++count));
        await publish();
        await child.line(/^\{"item":1\}$/);

        const at = child.lines.length;
        await cable.swallow(side);
        const cutAt = Date.now();
        const noticed = (async () => {
          await child.line(/"degraded"/, at);
          return Date.now() - cutAt;
        })();
        let degraded: number | void = undefined;
        while (degraded === undefined) {
          await publish();
          degraded = await Promise.race([noticed, sleep(50)]);
        }
        await cable.pass();
        const backAt = Date.now();
        await child.line(/"up"/, at);
        const back = Date.now() - backAt;
        await publish();
        await child.line(new RegExp(`^\\{"item":${count}\\}$`));
        figure(`a hub over ${broker} where the network swallows what ${what}`, { degraded, back });

        const items = child.lines.filter((line) => line.startsWith('{"item"'));
        const all = Array.from({ length: count }, (_, n) => `{"item":${n + 1}}`);
        expect(items).toEqual(all);
        // Promised are 10 s and 5 s; a busy machine has more.
        expect(degraded).toBeLessThan(40_000);
        expect(back).toBeLessThan(20_000);
      });
    });
  });
