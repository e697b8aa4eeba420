// A server in Go with a protocol of its own: nats-server, spoken to through a pool.
import { nodeTransport } from "@skep/transport-node";
import type { PoolOptions } from "skep";
import { expect } from "vitest";
import { type Foreign, startNats } from "./support/foreign.ts";
import { greeting, type NatsOp, NatsReader, publish } from "./support/nats-protocol.ts";
import { describeServer } from "./support/packages.ts";
import { eventually, sleep, type Stage, test } from "./support/stage.ts";
import type { Watched } from "./support/watched.ts";

/** A pool whose peers subscribe on every link, and answer the server's pings unless told not to. */
function subscribers(stage: Stage, { answers = true, ...options }: PoolOptions & Manners = {}) {
  const watched = stage.pool({
    ...options,
    onOpen: (link) => link.send(greeting("bees")),
    ready: (data) => Buffer.from(data as Uint8Array).includes("PONG"),
  });
  const heard: (NatsOp & { readonly id: string })[] = [];
  void readAll(watched, answers, (id, op) => heard.push({ id, ...op }));
  return { watched, pool: watched.pool, heard };
}

interface Manners {
  readonly answers?: boolean;
}

async function readAll(
  { pool }: Watched,
  answers: boolean,
  hear: (id: string, op: NatsOp) => void,
): Promise<void> {
  const readers = new Map<string, NatsReader>();
  for await (const { id, peer, data, dial } of pool.inbox) {
    const key = `${id} ${dial}`;
    const reader = readers.get(key) ?? new NatsReader();
    readers.set(key, reader);
    for (const op of reader.read(data)) {
      if (op.name === "PING" && answers) peer.trySend("PONG\r\n");
      hear(id, op);
    }
  }
}

/** How many of the messages with that text came. */
const count = (heard: readonly NatsOp[], text: string): number =>
  heard.filter((op) => op.name === "MSG" && op.text === text).length;

describeServer("nats-server", ["nats-server"], () => {
  test("greets its peers, and passes on what one publishes to all", async ({ stage }) => {
    const { url } = await startNats(stage);
    const { pool, heard } = subscribers(stage);
    const [a, b] = ["a", "b"].map((id) => pool.connect({ id, url }));
    await Promise.all([a?.whenConnected(), b?.whenConnected()]);
    await a?.send(publish("bees", "hello"));
    await eventually(() => count(heard, "hello") === 2);
    const greeted = heard.filter(({ name }) => name === "INFO").map(({ id }) => id);
    expect(greeted.toSorted()).toEqual(["a", "b"]);
    expect(new Set(heard.filter(({ name }) => name === "MSG").map(({ id }) => id)).size).toBe(2);
  });

  test("compresses, where it is asked to", async ({ stage }) => {
    const { url } = await startNats(stage);
    const transport = nodeTransport({ perMessageDeflate: { threshold: 0 } });
    const { pool, heard } = subscribers(stage, { transport });
    const peer = pool.connect(url);
    await peer.whenConnected();
    const text = "honey ".repeat(10_000);
    await peer.send(publish("bees", text));
    await eventually(() => count(heard, text) === 1);
  });

  test("keeps who answers its pings, and ends who does not with a code that nobody may send", async ({
    stage,
  }) => {
    const { url } = await startNats(stage);
    const polite = subscribers(stage);
    const rude = subscribers(stage, { answers: false });
    polite.pool.connect(url);
    rude.pool.connect(url);
    // Version 2.9.10 sends 1006 for a stale connection, which is for local use alone (RFC 6455 7.4.1).
    const { cause, retryIn } = await rude.watched.until("disconnected");
    expect(cause).toMatchObject({ phase: "live", kind: "violation" });
    expect(retryIn).toBeCloseTo(50, -1);
    await rude.watched.until("connected", undefined, 2);
    expect(polite.watched.told.map(({ type }) => type)).toEqual(["connected"]);
    expect(polite.heard.filter(({ name }) => name === "PING").length).toBeGreaterThan(1);
  });

  test("refuses what it does not understand with 1002, which retires when it comes twice", async ({
    stage,
  }) => {
    const { url } = await startNats(stage);
    const { pool, watched, heard } = subscribers(stage);
    const peer = pool.connect({ id: "a", url });
    await peer.whenConnected();
    await peer.send("buzz\r\n");
    const first = await watched.until("disconnected");
    expect(first).toMatchObject({
      code: 1002,
      reason: "Protocol Violation",
      retryIn: expect.closeTo(50, -1),
    });
    expect(heard).toContainEqual({ id: "a", name: "-ERR", text: "'Unknown Protocol Operation'" });
    await peer.whenConnected();
    await peer.send("buzz\r\n");
    const { cause, remaining } = await watched.until("retired");
    expect(cause).toMatchObject({ kind: "closed", closeCode: 1002 });
    expect(remaining).toBe(0);
    expect(watched.types("a")).toEqual([
      "connected",
      "disconnected",
      "connected",
      "disconnected",
      "retired",
    ]);
  });

  test("goes with 1001, and is found again with all subscriptions when it is back", async ({
    stage,
  }) => {
    const server = await startNats(stage);
    const { pool, watched, heard } = subscribers(stage);
    const peers = ["a", "b", "c"].map((id) => pool.connect({ id, url: server.url }));
    await Promise.all(peers.map((peer) => peer.whenConnected()));
    await restart(server);
    await Promise.all(peers.map((peer) => peer.whenConnected()));
    for (const { id } of peers)
      expect(watched.of("disconnected", id)).toMatchObject([
        {
          code: 1001,
          reason: "Server Shutdown",
          cause: { kind: "closed" },
          retryIn: expect.closeTo(50, -1),
        },
      ]);
    await peers[0]?.send(publish("bees", "back again"));
    await eventually(() => count(heard, "back again") === 3);
    expect(watched.of("error")).toEqual([]);
  });
});

/** Away for long enough that a dial or two fail. */
async function restart(server: Foreign): Promise<void> {
  await server.end("SIGTERM");
  await sleep(200);
  await server.begin();
}
