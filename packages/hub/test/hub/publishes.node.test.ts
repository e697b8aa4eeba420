// Publishes of clients, over real sockets, to an engine that takes its time; and what is said behind a goodbye.

import { expect, test } from "vitest";
import type { Engine } from "../../src/engine/engine.ts";
import { memoryEngine } from "../../src/engine/memory-engine.ts";
import { startHub } from "./support/hubs.ts";
import { RawClient } from "./support/raw-client.ts";

const NAMESPACES = { room: { publish: true } };

/** Answers a publish when `go` was called. */
class SlowEngine implements Engine {
  readonly name = "slow";
  readonly #real = memoryEngine();
  /** Publishes that were begun. */
  begun = 0;
  go = (): void => {};
  readonly #gate = new Promise<void>((resolve) => (this.go = resolve));

  async open(listener: Parameters<Engine["open"]>[0]): ReturnType<Engine["open"]> {
    const session = await this.#real.open(listener);
    const publish: typeof session.publish = async (request) => {
      this.begun++;
      await this.#gate;
      return session.publish(request);
    };
    return {
      publish,
      subscribe: (channel) => session.subscribe(channel),
      unsubscribe: (channel) => session.unsubscribe(channel),
      read: (channel, range) => session.read(channel, range),
      close: () => session.close(),
    };
  }
}

test("a client that publishes faster than the engine takes it waits, and every publish is answered", async () => {
  const engine = new SlowEngine();
  const { url } = await startHub({
    engine,
    namespaces: NAMESPACES,
    limits: { rate: Number.MAX_SAFE_INTEGER },
  });
  const client = await RawClient.greet(url);
  const data = "x".repeat(1_000);
  const count = 5_000;
  for (let id = 1; id <= count; id++) client.say({ type: "publish", id, channel: "room:1", data });
  const other = await RawClient.greet(url);
  await expect.poll(() => engine.begun).toBeGreaterThanOrEqual(256);
  // Whoever waits holds up nobody else.
  for (let turn = 0; turn < 20; turn++) await other.settle();
  // A socket of Node is read in pieces of 65,536 bytes.
  expect(engine.begun).toBeLessThan(256 + 65_536 / data.length + 1);
  engine.go();
  const acks = await client.count("ack", count);
  expect(new Set(acks.map(({ re }) => re)).size).toBe(count);
});

test("what a client asks for behind the goodbye of a drain is not done", async () => {
  const { hub, url } = await startHub({ namespaces: NAMESPACES });
  const client = await RawClient.greet(url);
  const done: string[] = [];
  hub.addEventListener("subscribed", ({ channel }) => done.push(channel));
  client.socket.pause();
  const draining = hub.drain({ over: 0 });
  await expect.poll(() => hub.metrics()).toContain('code="1012"} 1');
  client.say({ type: "subscribe", id: 1, channel: "room:1" });
  client.say({ type: "publish", id: 2, channel: "room:1", data: 1 });
  client.socket.resume();
  await draining;
  await client.closed;
  expect(client.received.map(({ type }) => type)).toEqual(["welcome", "goaway"]);
  expect(done).toEqual([]);
});
