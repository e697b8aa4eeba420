// What a client does with its links: it greets, tells, leaves, is refused, is closed.

import { describe, expect, test, vi } from "vitest";
import { ChannelClient, type ChannelClientEventMap } from "../src/index.ts";
import { PlayedHub, read, short, URL } from "./support/played-hub.ts";

/** The types of what a client tells, in order. */
function told(client: ChannelClient): string[] {
  const types: string[] = [];
  const all = ["connected", "disconnected", "dialfailed", "retired", "error"] as const;
  for (const type of all) client.addEventListener(type, () => types.push(type));
  return types;
}

/** The next event of that type. */
function next<T extends keyof ChannelClientEventMap>(
  client: ChannelClient,
  type: T,
): Promise<ChannelClientEventMap[T]> {
  return new Promise((resolve) => client.addEventListener(type, resolve, { once: true }));
}

describe("a client of a hub", () => {
  test("says hello, alone in its frame, and is connected when the hub has answered", async () => {
    const hub = new PlayedHub();
    const client = hub.client();
    const types = told(client);
    await hub.clock.run();
    expect(hub.dial.sent).toEqual(['{"type":"hello","id":1,"v":1,"ts":"ms"}']);
    expect([client.state, types]).toEqual(["connecting", []]);
    await hub.welcome();
    expect([client.state, types]).toEqual(["connected", ["connected"]]);
  });

  test.each([
    [{ delivery: "at-most-once" }, { delivery: "at-most-once", degraded: false }],
    [{ degraded: true }, { delivery: undefined, degraded: true }],
    [{}, { delivery: undefined, degraded: false }],
  ])("is told what its hub promises, and whether it is degraded: %j", async (welcome, facts) => {
    const hub = new PlayedHub();
    const connected = next(hub.client(), "connected");
    await hub.welcome(welcome);
    expect(await connected).toMatchObject(facts);
  });

  test("takes a hub that does not answer for one of version 0, and notices that it was only slow", async () => {
    const hub = new PlayedHub();
    const client = hub.client();
    const types = told(client);
    const room = client.subscribe("room:1");
    await hub.clock.run(2_000);
    expect([client.state, types]).toEqual(["connected", ["connected"]]);
    await hub.say({ type: "event", channel: "room:1", data: 1 });
    await hub.welcome();
    expect(hub.all("subscribe")).toHaveLength(2);
    await hub.accept(7);
    await hub.publish("room:1", 8);
    const items = await read(room, hub.clock);
    expect(short(items)).toEqual([1, "gap unknown", 8]);
    // An item that is printed shows no field without a value.
    expect(items.map((item) => Object.values(item).includes(undefined))).toEqual(
      Array(3).fill(false),
    );
    // A link is told once.
    expect(types).toEqual(["connected"]);
  });

  test("tells why it is not connected, and when it dials again", async () => {
    const hub = new PlayedHub();
    const client = await hub.greeted();
    const types = told(client);
    const ended = next(client, "disconnected");
    hub.dial.close(4_413, "too slow");
    await hub.clock.run();
    expect(await ended).toMatchObject({ code: 4_413, reason: "too slow" });
    expect((await ended).cause.code).toBe("ERR_CONNECTION_CLOSED");
    expect((await ended).retryIn).toBeGreaterThan(0);
    expect([client.state, types]).toEqual(["connecting", ["disconnected"]]);
    await hub.clock.run(2_000);
    await hub.welcome();
    expect(types).toEqual(["disconnected", "connected"]);
  });

  test("tells a link that ended before the hub answered as a dial that failed, but not its own end", async () => {
    const hub = new PlayedHub({ autoAccept: false });
    const client = hub.client();
    const types = told(client);
    await hub.clock.run();
    hub.dial.refuse({ status: 503 });
    await hub.clock.run(3_000);
    hub.dial.accept();
    await hub.clock.run();
    const failed = next(client, "dialfailed");
    hub.dial.close(4_413, "too slow");
    await hub.clock.run();
    expect(await failed).toMatchObject({ code: 4_413, reason: "too slow" });
    await hub.clock.run(10_000);
    hub.dial.accept();
    await hub.clock.run();
    const closing = client.close();
    await hub.clock.run(10_000);
    await closing;
    expect(types).toEqual(["dialfailed", "dialfailed"]);
  });

  test("delivers what it was sent before the end of its link is told", async () => {
    const hub = new PlayedHub();
    const client = await hub.greeted();
    const room = client.subscribe("room:1");
    // A channel without positions: nothing of it can be had again.
    await hub.say({ type: "ack", re: hub.last("subscribe").id ?? 0 });
    hub.dial.message('{"type":"event","channel":"room:1","data":1}');
    hub.dial.drop();
    await hub.clock.run();
    expect(short(await read(room, hub.clock))).toEqual([1]);
  });

  test("is not harmed by a listener that throws, and tells it", async () => {
    const hub = new PlayedHub();
    const client = hub.client();
    const room = client.subscribe("room:1");
    const faults: unknown[] = [];
    client.addEventListener("error", ({ error }) => faults.push(error));
    client.addEventListener("connected", () => {
      throw new Error("of connected");
    });
    room.addEventListener("subscribed", async () => {
      throw new Error("of subscribed");
    });
    await hub.welcome();
    await hub.accept();
    await hub.publish("room:1", 1);
    expect(faults.map(String)).toEqual(["Error: of connected", "Error: of subscribed"]);
    expect(short(await read(room, hub.clock))).toEqual([1]);
  });

  test("logs what nobody listens to, and what a listener of errors throws", async () => {
    const hub = new PlayedHub();
    const error = vi.fn<(line: string) => void>();
    const silent = (): void => {};
    const logger = { debug: silent, info: silent, warn: silent, error };
    const client = hub.client({ logger });
    client.addEventListener("connected", () => {
      throw new Error("first");
    });
    await hub.welcome();
    client.addEventListener("error", () => {
      throw new Error("second");
    });
    client.addEventListener("disconnected", () => {
      throw new Error("third");
    });
    hub.dial.drop();
    await hub.clock.run();
    expect(error.mock.calls.map(([line]) => line)).toEqual(["Error: first", "Error: second"]);
  });

  test("refuses an option that it does not know, and names its own and those of a connection", () => {
    for (const option of ["tokn", "pol"])
      expect(() => new ChannelClient({ url: URL, [option]: 1 } as never)).toThrow(
        new RegExp(`^${option} must be a known name \\(token, tokenVia, pool, .*retry, .*\\)`),
      );
    expect(() => new ChannelClient({ url: URL, retry: { dely: 1 } } as never)).toThrow(
      /^retry.dely must be a known name \(initialDelay, /,
    );
  });

  test("refuses listeners of events that it does not have", () => {
    const hub = new PlayedHub();
    const client = hub.client();
    const reading = /^type must be one of connected.* \(read them by a loop: /;
    expect(() => client.addEventListener("message" as "error", () => {})).toThrow(reading);
    expect(() => client.subscribe("a").addEventListener("gap" as "recovered", () => {})).toThrow(
      "type must be one of subscribed, recovered",
    );
  });
});

describe("a hub that takes no clients", () => {
  test.each([4_400, 4_401, 4_403, 4_409])("is left for good after %d", async (code) => {
    const hub = new PlayedHub();
    const client = await hub.greeted();
    const room = client.subscribe("room:1");
    const types = told(client);
    const retired = next(client, "retired");
    hub.dial.close(code, "no");
    await hub.clock.run();
    expect((await retired).cause).toMatchObject({ closeCode: code });
    expect([client.state, types]).toEqual(["disconnected", ["disconnected", "retired"]]);
    await expect(room.items().next()).rejects.toMatchObject({
      code: "ERR_CHANNEL_CLOSED",
      cause: { closeCode: code },
    });
    await expect(client.publish("room:1", 1)).rejects.toMatchObject({ code: "ERR_CHANNEL_CLOSED" });
  });

  test.each([1_001, 1_012, 1_013, 4_408, 4_413, 4_429])(
    "is dialled again after %d",
    async (code) => {
      const hub = new PlayedHub();
      const client = await hub.greeted();
      hub.dial.close(code, "later");
      await hub.clock.run(30_000);
      await hub.welcome();
      expect([client.state, hub.transport.dials.length]).toEqual(["connected", 2]);
    },
  );

  test("is left where it answers hello with a refusal that is final, and tried again otherwise", async () => {
    const hub = new PlayedHub();
    const client = hub.client();
    await hub.clock.run();
    const refuse = (code: "unavailable" | "forbidden"): Promise<void> =>
      hub.say({ type: "error", re: hub.last("hello").id, code, text: "no" });
    await refuse("unavailable");
    expect(client.state).toBe("connecting");
    await hub.clock.run(20_000);
    expect(hub.transport.dials).toHaveLength(2);
    const retired = next(client, "retired");
    await refuse("forbidden");
    await hub.clock.run(10_000);
    expect((await retired).cause).toMatchObject({ reason: "forbidden" });
    expect([client.state, hub.transport.dials.length]).toEqual(["disconnected", 2]);
  });

  test("is not left again where it has ended the link itself, and takes the client later", async () => {
    const hub = new PlayedHub();
    const client = hub.client({ token: () => "t" });
    await hub.clock.run();
    await hub.say({ type: "error", re: hub.last("hello").id, code: "unauthorised", text: "no" });
    hub.dial.close(4_401, "no");
    await hub.clock.run(3_000);
    await hub.welcome();
    await hub.clock.run(20_000);
    expect([client.state, hub.transport.dials.length]).toEqual(["connected", 2]);
  });

  test("that refuses a client which comes again is told with what the hub has said", async () => {
    const hub = new PlayedHub();
    const client = hub.client({ token: () => "t" });
    const reasons: string[] = [];
    client.addEventListener("dialfailed", ({ reason }) => reasons.push(reason));
    await hub.clock.run();
    const dialled = async (dials: number): Promise<void> => {
      while (hub.transport.dials.length < dials) await hub.clock.run(500);
    };
    await hub.say({ type: "error", re: hub.last("hello").id, code: "expired", text: "too old" });
    await dialled(2);
    await hub.welcome({ version: 9 });
    await dialled(3);
    await hub.welcome();
    expect(client.state).toBe("connected");
    expect(reasons).toEqual([
      "the hub has refused the client: expired (too old)",
      "the hub speaks another version of the protocol",
    ]);
  });

  test("is judged by the application where it wants to, which is told what the code means", async () => {
    const hub = new PlayedHub();
    const asked: unknown[] = [];
    const classify = (failure: { closeCode?: number | undefined }, verdict: unknown): "retry" => {
      asked.push([failure.closeCode, verdict]);
      return "retry";
    };
    const client = await hub.greeted({ retry: { classify } });
    hub.dial.close(4_403);
    await hub.clock.run(10_000);
    await hub.welcome();
    expect(asked).toEqual([[4_403, "retire"]]);
    expect(client.state).toBe("connected");
  });
});

describe("a hub that is about to end the link", () => {
  test("is left inside the window, at a moment by chance, and nothing is missed", async () => {
    const hub = new PlayedHub();
    const client = await hub.greeted();
    const room = client.subscribe("room:1");
    await hub.accept();
    const links = hub.transport.dials.length;
    await hub.say({ type: "goaway", code: "draining", after: 10_000 });
    // What it sends until then is delivered.
    await hub.publish("room:1", 1);
    await hub.clock.run(4_999);
    expect(hub.transport.dials).toHaveLength(links);
    await hub.publish("room:1", 2);
    const ended = next(client, "disconnected");
    await hub.clock.run(1);
    expect(hub.transport.dials).toHaveLength(links + 1);
    expect((await ended).reason).toBe("the hub has asked its clients to leave (draining)");
    await hub.welcome();
    expect(hub.last("subscribe").since).toEqual({ epoch: "e", offset: 2 });
    await hub.accept(2, { recovered: true });
    await hub.publish("room:1", 3);
    expect(short(await read(room, hub.clock))).toEqual([1, 2, 3]);
  });

  test("is left once, also where it ends the link before that moment", async () => {
    const hub = new PlayedHub();
    const client = await hub.greeted();
    await hub.say({ type: "goaway", code: "draining", after: 20_000 });
    hub.dial.close(1_012, "draining");
    await hub.clock.run(3_000);
    await hub.welcome();
    await hub.clock.run(30_000);
    expect([client.state, hub.transport.dials.length]).toEqual(["connected", 2]);
    const types = told(client);
    await hub.say({ type: "goaway", code: "draining", after: 20_000 });
    const closing = client.close();
    await hub.clock.run();
    await closing;
    expect([types, hub.clock.pending]).toEqual([["disconnected"], 0]);
  });

  test("may name any window", async () => {
    const hub = new PlayedHub();
    const client = await hub.greeted();
    await hub.say({ type: "goaway", code: "draining", after: Number.MAX_SAFE_INTEGER });
    await hub.clock.run(60_000);
    expect(client.state).toBe("connected");
    // The earlier moment counts.
    await hub.say({ type: "goaway", code: "draining", after: 0 });
    await hub.clock.run(1_000);
    expect(hub.transport.dials).toHaveLength(2);
  });
});

describe("a platform without pings", () => {
  test("is asked for a sign of life by messages of the protocol", async () => {
    const hub = new PlayedHub({ ping: false });
    const client = await hub.greeted();
    await hub.clock.run(11_000);
    expect(hub.all("ping")).toHaveLength(1);
    await hub.say({ type: "pong" });
    await hub.clock.run(11_000);
    expect([client.state, hub.transport.dials.length]).toEqual(["connected", 1]);
    // Nobody answers: the link is given up.
    await hub.clock.run(30_000);
    expect(hub.transport.dials.length).toBeGreaterThan(1);
  });

  test("loses nothing that comes together with an answer", async () => {
    const hub = new PlayedHub({ ping: false });
    const client = await hub.greeted();
    const room = client.subscribe("room:1");
    await hub.accept();
    await hub.clock.run(11_000);
    await hub.say({ type: "pong" }, { type: "event", channel: "room:1", data: 1, offset: 1 });
    expect(short(await read(room, hub.clock))).toEqual([1]);
  });
});

describe("a client that is closed", () => {
  test("ends all that waits, while it is greeted too", async () => {
    const hub = new PlayedHub();
    const client = hub.client();
    const types = told(client);
    const room = client.subscribe("room:1");
    const publishing = client.publish("room:1", 1);
    const reading = room.items().next();
    await hub.clock.run();
    const closing = client.close();
    expect(client.state).toBe("disconnected");
    await hub.clock.run(10_000);
    await closing;
    await expect(publishing).rejects.toMatchObject({ code: "ERR_CHANNEL_CLOSED" });
    expect(await reading).toEqual({ value: undefined, done: true });
    expect(() => client.subscribe("room:2")).toThrow("closed");
    expect(() => client.broadcasts()).toThrow("closed");
    expect(types).toEqual([]);
    // Nothing of it waits on the clock.
    expect(hub.clock.pending).toBe(0);
  });

  test("tells the end of its link, and no more", async () => {
    const hub = new PlayedHub();
    const client = await hub.greeted();
    const types = told(client);
    const room = client.subscribe("room:1");
    await hub.accept();
    await hub.publish("room:1", 1);
    const closing = client.close();
    await hub.clock.run();
    await closing;
    await client.close();
    expect(types).toEqual(["disconnected"]);
    // What waits can still be read.
    expect(short(await read(room, hub.clock))).toEqual([1]);
    expect(hub.clock.pending).toBe(0);
  });

  test("is closed by its signal, and by `await using`", async () => {
    const hub = new PlayedHub();
    const abort = new AbortController();
    const client = await hub.greeted({ signal: abort.signal });
    const room = client.subscribe("room:1");
    abort.abort();
    await hub.clock.run(10_000);
    expect(client.state).toBe("disconnected");
    expect(await room.items().next()).toEqual({ value: undefined, done: true });
    expect(() => hub.client({ signal: abort.signal })).toThrow("aborted");
    const other = await hub.greeted();
    const disposed = other[Symbol.asyncDispose]();
    await hub.clock.run();
    await disposed;
    expect(other.state).toBe("disconnected");
  });
});

test("a fault inside of a client ends it, and is told", async () => {
  const hub = new PlayedHub();
  let isBroken = false;
  const random = (): number => {
    if (!isBroken) return 0.5;
    isBroken = false;
    throw new Error("no more chance");
  };
  const client = await hub.greeted({ random });
  const retired = next(client, "retired");
  client.subscribe("room:1");
  isBroken = true;
  await hub.say({ type: "error", re: hub.last("subscribe").id, code: "rate", text: "no" });
  await hub.clock.run(10_000);
  expect(String((await retired).cause)).toBe("Error: no more chance");
  expect([client.state, hub.dial.state]).toEqual(["disconnected", "closed"]);
});

describe("the options of a client", () => {
  const hub = new PlayedHub();
  test.each([
    ["url", { url: "ftp://hub.test" }],
    ["token", { token: 7 }],
    ["tokenVia", { token: "a", tokenVia: "cookie" }],
    ["protocols", { token: "a", tokenVia: "subprotocol", protocols: "chat" }],
    ["surprise", { surprise: 1 }],
    ["pool", { pool: {} }],
    ["pool", { pool: null }],
    ["pingInterval", { pingInterval: -1 }],
  ])("are checked: %s", (path, options) => {
    const dials = hub.transport.dials.length;
    expect(() => hub.client(options as object)).toThrow(expect.objectContaining({ path }));
    expect(hub.transport.dials).toHaveLength(dials);
  });

  test("are those of a connection", async () => {
    const hub = new PlayedHub();
    const client = await hub.greeted({ headers: { "x-app": "a" }, protocols: "chat" });
    expect(hub.dial.target).toMatchObject({ url: URL, protocols: ["chat"] });
    expect(hub.dial.target.headers).toEqual({ "x-app": "a" });
    client.redial();
    await hub.clock.run(1_000);
    expect(hub.transport.dials).toHaveLength(2);
  });
});
