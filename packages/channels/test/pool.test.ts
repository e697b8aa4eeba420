// Clients as peers of a pool: several hubs through one pool, whose own inbox sees nothing of them.

import { Pool } from "@skep/core";
import { describe, expect, test } from "vitest";
import type { ChannelClientOptions } from "../src/index.ts";
import { PlayedHub, read, short } from "./support/played-hub.ts";

function poolOf({ clock, transport }: PlayedHub): Pool {
  return new Pool({ clock, transport, random: () => 0.5 });
}

/** The options of a client in a pool, which brings the transport. */
function optionsIn(pool: Pool, hub: PlayedHub, url: string): ChannelClientOptions {
  return { ...hub.options, transport: undefined as never, pool, url };
}

describe("a client in a pool", () => {
  test("is a peer, whose frames never reach the inbox of the pool", async () => {
    const hub = new PlayedHub();
    const pool = poolOf(hub);
    const client = hub.client({ ...optionsIn(pool, hub, "ws://a.test/"), token: "t" });
    await hub.welcome();
    const room = client.subscribe("room:1");
    await hub.accept();
    await hub.publish("room:1", 1);
    const publishing = client.publish("room:1", 2);
    await hub.clock.run();
    await hub.say({ type: "ack", re: hub.last("publish").id, position: { epoch: "e", offset: 2 } });
    expect(await publishing).toEqual({ epoch: "e", offset: 2 });
    expect(short(await read(room, hub.clock))).toEqual([1]);
    expect(pool.peers().map(({ id }) => id)).toEqual(["ws://a.test"]);
    expect([pool.inbox.size, pool.inbox.tryRead()]).toEqual([0, undefined]);
    expect(pool.stats().received).toBeGreaterThan(3);
  });

  test("is one beside others, each with its own hub, and comes back by itself", async () => {
    const hub = new PlayedHub();
    const pool = poolOf(hub);
    const [a, b] = ["ws://a.test/", "ws://b.test/"].map((url) =>
      hub.client(optionsIn(pool, hub, url)),
    );
    await hub.clock.run();
    expect(hub.transport.dials.map(({ target }) => target.url)).toEqual([
      "ws://a.test/",
      "ws://b.test/",
    ]);
    await hub.welcome();
    expect([a?.state, b?.state]).toEqual(["connecting", "connected"]);
    await hub.cut();
    expect(b?.state).toBe("connecting");
    await hub.welcome();
    expect(b?.state).toBe("connected");
    expect(() => hub.client(optionsIn(pool, hub, "ws://a.test/"))).toThrow(
      expect.objectContaining({ code: "ERR_PEER_EXISTS" }),
    );
    hub.client({ ...optionsIn(pool, hub, "ws://a.test/"), id: "another" });
    expect(pool.peers()).toHaveLength(3);
  });

  test("keeps its id where the token is in the URL", async () => {
    const hub = new PlayedHub();
    const pool = poolOf(hub);
    hub.client({ ...optionsIn(pool, hub, "ws://a.test/"), token: "secret", tokenVia: "query" });
    await hub.clock.run();
    expect(hub.dial.target.url).toBe("ws://a.test/?token=secret");
    expect(pool.peers().map(({ id }) => id)).toEqual(["ws://a.test/"]);
  });

  test("removes its peer when it is closed, and nothing else", async () => {
    const hub = new PlayedHub();
    const pool = poolOf(hub);
    const other = pool.connect("ws://other.test/");
    const client = hub.client(optionsIn(pool, hub, "ws://a.test/"));
    await hub.welcome();
    const room = client.subscribe("room:1");
    const closing = client.close();
    await hub.clock.run();
    await closing;
    expect(pool.peers()).toEqual([other]);
    expect(await room.items().next()).toEqual({ value: undefined, done: true });
  });

  test("ends when its pool is closed, or its peer is removed", async () => {
    const hub = new PlayedHub();
    const pool = poolOf(hub);
    const clients = ["ws://a.test/", "ws://b.test/"].map((url) =>
      hub.client(optionsIn(pool, hub, url)),
    );
    await hub.clock.run();
    const rooms = clients.map((client) => client.subscribe("room:1"));
    void pool.remove("ws://a.test/");
    await hub.clock.run();
    expect(await rooms[0]?.items().next()).toEqual({ value: undefined, done: true });
    expect(clients.map(({ state }) => state)).toEqual(["disconnected", "connecting"]);
    const closing = pool.close();
    await hub.clock.run();
    await closing;
    expect(await rooms[1]?.items().next()).toEqual({ value: undefined, done: true });
    expect(clients.map(({ state }) => state)).toEqual(["disconnected", "disconnected"]);
    expect(hub.clock.pending).toBe(0);
  });

  test("is told why its peer was given up", async () => {
    const hub = new PlayedHub();
    const client = hub.client(optionsIn(poolOf(hub), hub, "ws://a.test/"));
    const causes: unknown[] = [];
    client.addEventListener("retired", ({ cause }) => causes.push(cause));
    await hub.welcome();
    hub.dial.close(4_403);
    await hub.clock.run();
    expect(causes).toMatchObject([{ closeCode: 4_403 }]);
  });

  test("has no options that are the pool's", () => {
    const hub = new PlayedHub();
    const pool = poolOf(hub);
    const options = { ...optionsIn(pool, hub, "ws://a.test/"), limit: { messages: 5 } };
    expect(() => hub.client(options)).toThrow("limit must be");
    expect(pool.peers()).toEqual([]);
  });
});
