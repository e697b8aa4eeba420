// The headers of the answer to an upgrade: readable where a link begins, printed nowhere, kept by nobody.
import { inspect } from "node:util";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { expect, test } from "vitest";
import { type OpeningLink, Pool, type PoolEvent } from "../../src/index.ts";
import { ManualClock, MemoryTransport } from "../../src/testing/index.ts";
import { World } from "./support/world.ts";

const COOKIE = { "set-cookie": "lane=canary" };

test("the cookie of a load balancer is readable in onOpen, in the event and in the record", async () => {
  const links: OpeningLink[] = [];
  const world = new World({ onOpen: (link) => void links.push(link) });
  const records = world.pool.events[Symbol.asyncIterator]();
  (await world.dialed()).accept("", COOKIE);
  await world.pass();
  expect(links[0]?.headers).toEqual(COOKIE);
  expect(world.of("connected")[0]?.headers).toEqual(COOKIE);
  expect((await records.next()).value).toHaveProperty("headers", COOKIE);
  await world.end();
});

test("a record that says how many were missed has its headers too", async () => {
  const world = new World({ events: { capacity: 1 } });
  const records = world.pool.events[Symbol.asyncIterator]();
  (await world.dialed()).accept("", COOKIE);
  world.network.latest.drop();
  await world.pass(2_000);
  world.network.latest.accept("", COOKIE);
  expect((await records.next()).value).toMatchObject({ missed: 2, connects: 2, headers: COOKIE });
  await world.end();
});

test("a transport that cannot see headers has none, and a worker need not tell any", async () => {
  const world = new World({ network: { answerHeaders: false } });
  (await world.dialed()).accept("", COOKIE);
  expect(world.of("connected")[0]?.headers).toBeUndefined();
  await world.end();
});

test("no log, JSON or inspection shows the cookie that a server set", async () => {
  const shown: string[] = [];
  const show = (...all: unknown[]): number =>
    shown.push(JSON.stringify(all), inspect(all, { depth: 9 }));
  const told: PoolEvent[] = [];
  const world = new World({
    logger: { debug: show, info: show, warn: show, error: show },
    onOpen: (link) => void show(link),
  });
  world.pool.addEventListener("connected", (event) => show(event, Object.entries(event)));
  void (async () => {
    for await (const record of world.pool.events) told.push(record);
  })();
  (await world.dialed()).accept("", COOKIE);
  await world.pass();
  show(told, world.pool.stats(), world.pool.peers());
  expect(shown.length).toBeGreaterThan(6);
  expect(shown.join()).not.toContain("canary");
  await world.end();
});

test("headers are let go with the link that did not pass the gate", async () => {
  const links: OpeningLink[] = [];
  const world = new World({
    onOpen(link) {
      links.push(link);
      return link.dial === 1 ? Promise.reject(new Error("no")) : undefined;
    },
  });
  (await world.dialed()).accept("", COOKIE);
  await world.pass(2_000);
  world.network.latest.accept();
  await world.pass();
  expect(links.map(({ headers }) => headers)).toEqual([COOKIE, undefined]);
  expect(world.of("connected")[0]?.headers).toBeUndefined();
  await world.end();
});

test("a link that lives does not keep the headers of its answer, with a gate or without", async () => {
  setFlagsFromString("--expose-gc");
  const collect = runInNewContext("gc") as () => void;
  for (const session of [{}, { onOpen: () => {} }]) {
    const [network, clock] = [new MemoryTransport(), new ManualClock()];
    const pool = new Pool({ transport: network, clock, unref: true, ...session });
    const peer = pool.connect("wss://a.example");
    await clock.run(5);
    const headers = accepted(network);
    await clock.run(5);
    expect(peer.state).toBe("connected");
    for (let round = 0; round < 50 && headers.deref() !== undefined; round++) {
      await new Promise(setImmediate);
      collect();
    }
    expect(headers.deref()).toBeUndefined();
    expect(peer.state).toBe("connected");
  }
});

function accepted(network: MemoryTransport): WeakRef<object> {
  const headers = { ...COOKIE };
  network.latest.accept("", headers);
  return new WeakRef(headers);
}
