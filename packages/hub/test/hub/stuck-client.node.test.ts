// A client that stops reading while ten thousand messages pass: what it costs, and what the others feel of it.

import { afterEach, expect, test } from "vitest";
import { Hub } from "../../src/hub.ts";
import { RawClient, type Wire } from "./support/raw-client.ts";

const COUNT = 10_000;
const PAD = "x".repeat(5_000);
const HISTORY = { messages: 500, age: 600_000 };

const hubs: Hub[] = [];
afterEach(async () => {
  await Promise.all(hubs.splice(0).map((hub) => hub.close()));
});

interface Sent {
  readonly at: number;
  readonly number: number;
}

const sentOf = (message: Wire | undefined): Sent | undefined => message?.["data"] as Sent;

/** Publishes ten thousand messages, ten in a turn, and gives how long the slowest hundredth took to reach a client. */
async function p99(hub: Hub, clients: readonly RawClient[]): Promise<number> {
  const took: number[] = [];
  for (const client of clients) client.received.length = 0;
  for (let number = 0; number < COUNT; number += 10) {
    const at = performance.now();
    await Promise.all(
      Array.from({ length: 10 }, (_, more) =>
        hub.publish("room:1", { at, number: number + more, pad: PAD }),
      ),
    );
    for (const client of clients) {
      await client.find(() => sentOf(client.received.at(-1))?.number === number + 9);
      took.push(performance.now() - at);
    }
  }
  for (const client of clients) expect(client.of("event").length).toBe(COUNT);
  return took.toSorted((a, b) => a - b)[Math.floor(took.length * 0.99)] ?? Infinity;
}

test(
  "a client that stops reading costs what may wait for it, and delays nobody",
  { timeout: 180_000 },
  async () => {
    const hub = new Hub({
      namespaces: { room: { history: HISTORY } },
      limits: { pending: 100_000 },
      // It would be given up otherwise.
      writeTimeout: 600_000,
    });
    hubs.push(hub);
    const { url } = await hub.listen({ port: 0, host: "127.0.0.1" });
    const clients = await Promise.all(Array.from({ length: 2 }, () => RawClient.greet(url)));
    const stuck = await RawClient.greet(url);
    const slow: string[] = [];
    hub.addEventListener("slow", ({ client }) => slow.push(client.id));
    for (const client of clients) await client.ask({ type: "subscribe", id: 1, channel: "room:1" });
    const alone = await p99(hub, clients);
    await stuck.ask({ type: "subscribe", id: 1, channel: "room:1" });
    stuck.socket.pause();
    const beside = await p99(hub, clients);
    // Whoever waited for the one that is stuck would wait for ever.
    expect(beside).toBeLessThan(5 * alone + 100);
    expect(slow).toEqual(["c3"]);
    stuck.socket.resume();
    const gap = await stuck.find(({ type }) => type === "gap");
    expect(gap).toMatchObject({ channel: "room:1", reason: "trimmed", o: 2 * COUNT });
    await hub.publish("room:1", { number: COUNT });
    await stuck.find((message) => sentOf(message)?.number === COUNT);
    // What had room on the way, without a hole, and never all of it: 50 MB, of which a system's buffers take some.
    const got = stuck.of("event").map((message) => sentOf(message)?.number);
    expect(got.length).toBeLessThan(COUNT * 0.7);
    expect(got).toEqual([...Array.from({ length: got.length - 1 }, (_, index) => index), COUNT]);
  },
);
