// The first lines that the README shows, against real servers.

import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { Pool } from "skep";
import { afterEach, expect, test } from "vitest";
import { WebSocketServer } from "ws";

const servers: WebSocketServer[] = [];

afterEach(() => {
  for (const server of servers.splice(0)) {
    for (const client of server.clients) client.terminate();
    server.close();
  }
});

test("the ten lines of the README read two peers, answer, and end", async () => {
  const heard: string[] = [];
  const relayA = await relay((say, said) => {
    heard.push(said);
    if (said === "pong!") say("enough");
  });
  const relayB = await relay();
  const told: string[] = [];

  const pool = new Pool();
  pool.connect(relayA);
  pool.connect(relayB);
  pool.addEventListener("disconnected", (e) => told.push(`${e.id} ${e.reason} ${e.retryIn}`));

  for await (const { peer, data } of pool.inbox) {
    if (data === "ping?") peer.trySend("pong!");
    if (data === "enough") await pool.close(); // ends the loop
  }

  expect(heard).toEqual(["pong!"]);
  expect(told).toContain(`${relayA} it was stopped undefined`);
  expect(told.length).toBeLessThanOrEqual(2);
  expect(pool.peers()).toEqual([]);
});

type Hear = (say: (text: string) => void, said: string) => void;

/** Asks who comes, and hears what they say. */
async function relay(hear: Hear = () => {}): Promise<string> {
  const server = new WebSocketServer({ host: "127.0.0.1", port: 0 });
  servers.push(server);
  server.on("connection", (socket) => {
    const say = (text: string): void => socket.send(text);
    socket.on("message", (data) => hear(say, String(data)));
    say("ping?");
  });
  await once(server, "listening");
  return `ws://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
