// Clients with tokens at a hub that asks for them, over real sockets: where the token stands, how it is renewed, what follows from its end.

import { ChannelClient, type ChannelClientOptions, type ChannelItem } from "@skep/channels";
import { type AuthRequest, type AuthResult, Hub, type HubOptions } from "@skep/hub";
import { Pool } from "skep";
import { afterEach, describe, expect, test } from "vitest";

const owned: { close(): Promise<void> }[] = [];

afterEach(async () => {
  for (const each of owned.splice(0).toReversed()) await each.close();
});

const NAMESPACES = { user: { history: { messages: 100, age: 600_000 } } };

/** Tokens are `NAME N`; each lives for so many milliseconds from when it is shown. */
async function hubOf(
  options: HubOptions,
  life = 60_000,
): Promise<{ hub: Hub; url: string; shown: string[] }> {
  const shown: string[] = [];
  const authenticate = ({ token = "" }: AuthRequest): AuthResult | undefined => {
    shown.push(token);
    const [userId = ""] = token.split(" ");
    if (!["ann", "bob"].includes(userId)) return undefined;
    return { userId, channels: [`user:${userId}`], expiresAt: Date.now() + life };
  };
  const hub = new Hub({ authenticate, namespaces: NAMESPACES, ...options });
  owned.push(hub);
  const { url } = await hub.listen({ port: 0, host: "127.0.0.1" });
  return { hub, url, shown };
}

function clientOf(options: ChannelClientOptions): ChannelClient {
  const retry = { initialDelay: 20, minDelay: 10, maxDelay: 200 };
  const client = new ChannelClient({ retry, ...options });
  owned.push(client);
  return client;
}

function connected(client: ChannelClient): Promise<Event> {
  return new Promise((resolve) => client.addEventListener("connected", resolve, { once: true }));
}

async function take(items: AsyncIterable<ChannelItem>, count: number): Promise<unknown[]> {
  const all: unknown[] = [];
  for await (const item of items) {
    all.push(item.type === "gap" ? item.reason : item.data);
    if (all.length >= count) break;
  }
  return all;
}

describe("a token", () => {
  test.each(["message", "subprotocol", "query"] as const)(
    "is seen by the hub where the client shows it: %s",
    async (place) => {
      const { hub, url, shown } = await hubOf({ tokenFrom: [place] });
      const client = clientOf({ url, token: () => "ann 1/ü", tokenVia: place });
      await connected(client);
      expect([...hub.clients()].map(({ userId }) => userId)).toEqual(["ann"]);
      expect(shown).toEqual(["ann 1/ü"]);
    },
  );

  test("is asked for anew where the hub refuses it, until it is accepted", async () => {
    const { url, shown } = await hubOf({ tokenFrom: ["subprotocol"] });
    let asked = 0;
    const token = (): string => (++asked < 2 ? "eve" : "bob");
    await connected(clientOf({ url, token, tokenVia: "subprotocol" }));
    expect(shown).toEqual(["eve", "bob"]);
  });

  test("that is text and refused ends the client", async () => {
    const { url, shown } = await hubOf({ tokenFrom: ["message"] });
    const client = clientOf({ url, token: "eve" });
    const causes: unknown[] = [];
    client.addEventListener("retired", ({ cause }) => causes.push(cause));
    await expect(client.publish("room", 1)).rejects.toMatchObject({ code: "ERR_CHANNEL_CLOSED" });
    expect(causes).toMatchObject([{ reason: "unauthorised" }]);
    expect(shown).toEqual(["eve"]);
  });

  test("is renewed on the open link, over and over", async () => {
    const { hub, url, shown } = await hubOf({ tokenFrom: ["message"] }, 3_000);
    let asked = 0;
    const client = clientOf({ url, token: () => `ann ${++asked}` });
    const ends: unknown[] = [];
    client.addEventListener("disconnected", ({ reason }) => ends.push(reason));
    await connected(client);
    await expect.poll(() => shown, { timeout: 15_000 }).toEqual(["ann 1", "ann 2", "ann 3"]);
    expect(ends).toEqual([]);
    expect([...hub.clients()]).toHaveLength(1);
  });

  test("that cannot be renewed is told, and its link ends and comes back with another one", async () => {
    const { url, shown } = await hubOf({ tokenFrom: ["message"] }, 2_000);
    const faults: unknown[] = [];
    let asked = 0;
    const token = (): string => {
      if (++asked === 2) throw new Error("the service is down");
      // Of another user: the hub refuses it on the open link.
      return asked === 1 ? "ann" : "bob";
    };
    const client = clientOf({ url, token });
    client.addEventListener("error", ({ error }) => faults.push(error));
    await connected(client);
    const again = connected(client);
    const end = await new Promise<{ code: number | undefined }>((resolve) =>
      client.addEventListener("disconnected", resolve, { once: true }),
    );
    expect(end.code).toBe(4_401);
    await again;
    expect(faults).toMatchObject([{ code: "ERR_CHANNEL_TOKEN" }]);
    expect(shown.at(-1)).toBe("bob");
  });
});

describe("a channel that the hub gives by itself", () => {
  test("is told by the client, and read from there on without a loss", async () => {
    const { hub, url } = await hubOf({ tokenFrom: ["query"] });
    const client = clientOf({ url, token: "ann", tokenVia: "query" });
    const given = new Promise<ChannelItem[] | unknown[]>((resolve) =>
      client.addEventListener("subscribed", async ({ channel, position }) => {
        await hub.publish(channel, "meanwhile");
        resolve(await take(client.subscribe(channel, { since: position }), 2));
      }),
    );
    await connected(client);
    await expect.poll(() => hub.subscriberCount("user:ann")).toBe(1);
    await hub.publish("user:ann", "later");
    expect((await given).toSorted()).toEqual(["later", "meanwhile"]);
  });
});

describe("a pool", () => {
  test("has clients of several hubs, and sees nothing of what they say", async () => {
    const pool = new Pool({ retry: { initialDelay: 20, minDelay: 10, maxDelay: 200 } });
    owned.push(pool);
    const hubs = await Promise.all([
      hubOf({ tokenFrom: ["query"] }),
      hubOf({ tokenFrom: ["message"] }),
    ]);
    const clients = hubs.map(({ url }, at) =>
      clientOf({
        pool,
        url,
        token: "ann",
        tokenVia: at === 0 ? "query" : "message",
        retry: undefined,
      }),
    );
    const rooms = clients.map((client) => client.subscribe("user:x"));
    for (const { hub } of hubs) await expect.poll(() => hub.subscriberCount("user:x")).toBe(1);
    await Promise.all(hubs.map(({ hub }, at) => hub.publish("user:x", at)));
    expect(await Promise.all(rooms.map((room) => take(room, 1)))).toEqual([[0], [1]]);
    pool.peers()[0]?.redial();
    await connected(clients[0] as ChannelClient);
    await hubs[0]?.hub.publish("user:x", "again");
    expect(await take(rooms[0] as AsyncIterable<ChannelItem>, 1)).toEqual(["again"]);
    expect([pool.inbox.size, pool.inbox.tryRead()]).toEqual([0, undefined]);
    await clients[0]?.close();
    expect(pool.peers()).toHaveLength(1);
    await pool.close();
    await expect
      .poll(() => clients.map(({ state }) => state))
      .toEqual(["disconnected", "disconnected"]);
  });
});
