// One connection by itself: it dials, heals, is read by a loop, and ends with a word.

import { describe, expect, test } from "vitest";
import {
  ConfigError,
  Connection,
  ConnectionUnavailableError,
  DialError,
} from "../../src/connection/index.ts";
import type { Signal } from "../../src/environment.ts";
import { ManualClock, type MemoryDial, MemoryTransport } from "../../src/testing/index.ts";
import { said } from "../../../../tools/production/said.ts";
import { NamedContext } from "../pool/support/world.ts";
import { ConnectionWorld, URL_OF_PEER } from "./support/connection-world.ts";

/** Reads on in the background, and keeps what came. */
function reading(source: AsyncIterable<unknown>): { got: unknown[]; done: Promise<void> } {
  const got: unknown[] = [];
  const read = async (): Promise<void> => {
    for await (const data of source) got.push(data);
  };
  return { got, done: read() };
}

test("it dials at once, gives what its peer says, and sends while connected", async () => {
  const { connection, network, ...world } = new ConnectionWorld();
  expect(connection.state).toBe("queued");
  const whole = new ConnectionWorld();
  const dial = await whole.accepted();
  expect(dial.target).toMatchObject({ url: URL_OF_PEER, protocols: [] });
  const { got, done } = reading(whole.connection);
  dial.message("a");
  dial.message(new Uint8Array([1]));
  await whole.pass();
  expect(got).toEqual(["a", new Uint8Array([1])]);
  await whole.connection.send("b");
  expect(whole.connection.trySend("c")).toBe(true);
  expect(dial.sent).toEqual(["b", "c"]);
  await whole.end();
  await done;
  expect(world.told).toEqual([]);
  void network;
  await connection.close({ timeout: 0 });
});

test("its events tell what a pool's tell, without id and peer, and with itself as target", async () => {
  const world = new ConnectionWorld({ network: { answerHeaders: true } });
  await world.pass();
  world.network.latest.accept("", { server: "a" });
  await world.pass();
  world.network.latest.close(1012, "restart");
  await world.pass();
  expect(world.types).toEqual(["connected", "disconnected"]);
  const [connected] = world.of("connected");
  expect(connected).toMatchObject({ dial: 1, protocol: "", connects: 1, headers: { server: "a" } });
  expect(Object.keys(connected as object)).not.toContain("headers");
  expect(world.of("disconnected")[0]).toMatchObject({ dial: 1, code: 1012, reason: "restart" });
  for (const event of world.told) {
    expect(event.target).toBe(world.connection);
    expect(event).not.toHaveProperty("id");
    expect(event).not.toHaveProperty("peer");
  }
  await world.end();
});

test("it comes back after a loss, and the loop goes on", async () => {
  const world = new ConnectionWorld();
  const { got, done } = reading(world.connection);
  (await world.accepted()).message("first");
  await world.pass();
  world.network.latest.drop();
  await world.pass(3_000);
  (await world.accepted()).message("second");
  await world.pass();
  expect(got).toEqual(["first", "second"]);
  expect(world.connection.stats()).toMatchObject({ connects: 2, reconnects: 1, received: 2 });
  expect(world.connection.stats()).not.toHaveProperty("id");
  await world.end();
  await done;
});

test("a loop ends after close, when all that waits was read; later loops end at once", async () => {
  const world = new ConnectionWorld();
  const dial = await world.accepted();
  for (const text of ["a", "b", "c"]) dial.message(text);
  await world.end();
  const { got, done } = reading(world.connection);
  await done;
  expect(got).toEqual(["a", "b", "c"]);
  await reading(world.connection).done;
  expect(world.connection.tryRead()).toBeUndefined();
  expect(world.connection.state).toBe("stopped");
});

test("a loop throws the error that retired it, behind what waits, and so does a later one", async () => {
  const world = new ConnectionWorld({ retry: { maxRetries: 0 } });
  const open = reading(world.connection);
  const failed = expect(open.done).rejects.toThrow(DialError);
  await world.pass();
  world.network.latest.refuse({ status: 400 });
  await world.pass();
  await failed;
  expect(world.types).toEqual(["dialfailed", "retired"]);
  expect(world.of("retired")[0]).toMatchObject({ cause: expect.any(DialError) });
  expect(world.of("retired")[0]).not.toHaveProperty("remaining");
  await expect(reading(world.connection).done).rejects.toThrow("400");
  await expect(world.connection.whenConnected()).rejects.toThrow(ConnectionUnavailableError);
  await world.connection.closed;
  await world.connection.close();
});

test("a port where nobody listens is given up after six dials, and the loop says so", async () => {
  const cause = Object.assign(new Error("refused"), { code: "ECONNREFUSED" });
  const world = new ConnectionWorld({
    network: { onDial: (dial) => void dial.refuse({ error: cause }) },
  });
  const failed = expect(reading(world.connection).done).rejects.toThrow(
    said(
      'The dial to "wss://peer.example/feed" failed before the link was open: the connection failed (ECONNREFUSED). ' +
        "The peer was given up after 6 dials, as no link was ever connected (retry.initialRetries).",
      'ERR_DIAL "wss://peer.example/feed" dial network ECONNREFUSED 6',
    ),
  );
  const connected = expect(world.connection.whenConnected()).rejects.toBeInstanceOf(DialError);
  // Half of each window, and the first of them begins at 100 ms: 30,250 ms of waits.
  await world.pass(30_000);
  expect(world.connection.state).toBe("waiting");
  await world.pass(1_000);
  await failed;
  await connected;
  expect(world.types).toEqual([...Array<string>(6).fill("dialfailed"), "retired"]);
  const [retired] = world.of("retired");
  expect(retired?.cause).toMatchObject({ failedDials: 6, kind: "network", cause, phase: "dial" });
  expect(JSON.stringify(retired?.cause)).toContain('"failedDials":6');
  expect(world.of("dialfailed").at(-1)?.cause).not.toHaveProperty("failedDials");
  expect(world.connection.stats().lastFailure?.message).not.toContain("initialRetries");
});

test("one dial is one where none is retried", async () => {
  const retry = { initialRetries: 0 };
  const world = new ConnectionWorld({ retry, network: { onDial: (dial) => void dial.refuse() } });
  const done = reading(world.connection).done;
  const failed = expect(done).rejects.toThrow(said("after 1 dial,", "dial network 1"));
  await world.pass(1_000);
  await failed;
});

test("a connection that was connected once dials on for ever", async () => {
  const world = new ConnectionWorld({ minUptime: 60_000 });
  const dial = await world.accepted();
  dial.drop();
  for (let failed = 0; failed < 20; failed++) {
    await world.pass(30_000);
    world.network.latest.refuse();
  }
  expect(world.connection.state).not.toBe("stopped");
  await world.end();
});

test("`Infinity` dials on for ever, and a redial begins the count anew", async () => {
  const network = { onDial: (dial: MemoryDial) => void dial.refuse() };
  const patient = new ConnectionWorld({ network, retry: { initialRetries: Infinity } });
  await patient.pass(1_000_000);
  expect(patient.connection.state).toBe("waiting");
  await patient.end();
  const asked = new ConnectionWorld({ network, retry: { initialRetries: 1, maxDelay: 1_000 } });
  asked.connection.addEventListener("dialfailed", () => {
    if (asked.network.dials.length < 9) asked.connection.redial();
  });
  await asked.pass(60_000);
  expect(asked.network.dials).toHaveLength(10);
  expect(asked.connection.state).toBe("stopped");
});

test("a page that begins offline dials until the network was back for as many dials", async () => {
  let tell: (signal: Signal) => void = () => {};
  const world = new ConnectionWorld({
    network: { onDial: (dial) => void dial.refuse() },
    retry: { maxDelay: 1_000 },
    environment: {
      subscribe(listener) {
        tell = listener;
        listener("offline");
        return () => {};
      },
    },
  });
  await world.pass(600_000);
  expect(world.connection.state).toBe("waiting");
  const offline = world.network.dials.length;
  expect(offline).toBeGreaterThan(500);
  tell("online");
  await world.pass(60_000);
  expect(world.network.dials.length).toBe(offline + 6);
  expect(world.connection.state).toBe("stopped");
});

test("a loop throws what retired it also where a listener of `retired` closes it (simulation, seed 59)", async () => {
  const world = new ConnectionWorld({ retry: { maxRetries: 0 } });
  world.connection.addEventListener("retired", () => void world.connection.close());
  const failed = expect(reading(world.connection).done).rejects.toThrow(DialError);
  await world.pass();
  world.network.latest.refuse({ status: 400 });
  await world.pass();
  await failed;
  await expect(reading(world.connection).done).rejects.toThrow(DialError);
});

test("an open read that nobody waits for is no unhandled rejection when it is retired", async () => {
  const world = new ConnectionWorld({ retry: { maxRetries: 0 } });
  void world.connection[Symbol.asyncIterator]().next();
  await world.pass();
  world.network.latest.refuse({ status: 400 });
  await world.pass();
  expect(world.connection.state).toBe("stopped");
  void world.connection[Symbol.asyncIterator]().next();
  await world.pass();
});

test("what waits when it is given up is read before the error", async () => {
  const world = new ConnectionWorld({ retry: { maxRetries: 0 }, minUptime: 60_000 });
  const dial = await world.accepted();
  dial.message("last words");
  dial.drop();
  await world.pass();
  const { got, done } = reading(world.connection);
  await expect(done).rejects.toThrow("lost");
  expect(got).toEqual(["last words"]);
});

test("break leaves the loop and keeps the connection", async () => {
  const world = new ConnectionWorld();
  const dial = await world.accepted();
  dial.message("a");
  dial.message("b");
  for await (const data of world.connection) {
    expect(data).toBe("a");
    break;
  }
  expect(world.connection.state).toBe("connected");
  expect(world.texts()).toEqual(["b"]);
  await world.end();
});

test("batches hand over what waits, and messages end with their signal", async () => {
  const world = new ConnectionWorld();
  const dial = await world.accepted();
  for (const text of ["a", "b", "c"]) dial.message(text);
  const batches = world.connection.batches({ max: 2 })[Symbol.asyncIterator]();
  expect(await batches.next()).toEqual({ value: ["a", "b"], done: false });
  expect(await batches.next()).toEqual({ value: ["c"], done: false });
  const whole = world.connection.batches()[Symbol.asyncIterator]();
  const open = whole.next();
  dial.message("d");
  dial.message("e");
  expect(await open).toEqual({ value: ["d", "e"], done: false });
  const stop = new AbortController();
  const { done } = reading(world.connection.messages({ signal: stop.signal }));
  stop.abort(new Error("read enough"));
  await expect(done).rejects.toThrow("read enough");
  expect(() => world.connection.batches({ max: 0 })).toThrow(ConfigError);
  expect(() => world.connection.messages({ signal: 5 as never })).toThrow(ConfigError);
  await world.end();
});

test("it is closed by its signal, by disposal, and in bounded time", async () => {
  const stop = new AbortController();
  const world = new ConnectionWorld({ signal: stop.signal });
  await world.accepted();
  stop.abort();
  await world.pass(10);
  expect(world.connection.state).toBe("stopped");
  expect(() => new ConnectionWorld({ signal: stop.signal })).toThrow("aborted");

  const disposed = new ConnectionWorld({ network: { faults: { neverCloses: true } } });
  await disposed.accepted();
  const over = disposed.connection[Symbol.asyncDispose]();
  expect(disposed.connection.state).toBe("closing");
  await disposed.pass(3_000);
  await over;
  expect(disposed.clock.pending).toBe(0);
});

test("a close that lingers sends what was accepted; a second one hurries", async () => {
  const world = new ConnectionWorld({ sendBuffer: { bytes: 1 } });
  const dial = await world.accepted();
  dial.stalled = true;
  await world.connection.send("a");
  const sent = world.connection.send("b");
  const closed = world.connection.close({ linger: 50 });
  await world.pass(100);
  expect(dial.goodbye).toBeUndefined();
  dial.stalled = false;
  dial.drain();
  await world.pass(200);
  await sent;
  await closed;
  expect(dial.sent).toEqual(["a", "b"]);

  const hurried = new ConnectionWorld();
  await hurried.accepted();
  void hurried.connection.close({ linger: 4_000 });
  void hurried.connection.close({ linger: 4_000 });
  await hurried.pass(100);
  expect(hurried.connection.state).toBe("closing");
  expect(hurried.network.latest.goodbye).toBeUndefined();
  await hurried.end();
  expect(hurried.network.latest.goodbye).toBeDefined();
});

test("it redials when it is asked to", async () => {
  const world = new ConnectionWorld();
  await world.accepted();
  world.connection.redial();
  await world.pass(200);
  expect(world.network.dials).toHaveLength(2);
  await world.end();
});

test("providers are asked on every dial, and its headers once", async () => {
  const asked: number[] = [];
  const world = new ConnectionWorld({
    url: ({ attempt }) => `wss://peer.example/${asked.push(attempt)}`,
    headers: async () => ({ authorization: "x" }),
    protocols: "feed",
  });
  await world.pass();
  world.network.latest.refuse({ status: 503 });
  await world.pass(3_000);
  expect(world.network.dials.map(({ target }) => target.url)).toEqual([
    "wss://peer.example/1",
    "wss://peer.example/2",
  ]);
  expect(world.network.latest.target).toMatchObject({
    protocols: ["feed"],
    headers: { authorization: "x" },
  });
  expect(world.of("dialfailed")[0]?.cause.message).toContain('"connection"');
  await world.end();
});

test("an unread connection names itself, and what may be secret is in no word of it", async () => {
  const lines: string[] = [];
  const log = (message: string, context: object): void =>
    void lines.push(message + JSON.stringify(context));
  const world = new ConnectionWorld({
    url: "wss://user:pass@peer.example/?token=secret",
    logger: { debug: log, info: log, warn: log, error: log },
    retry: { maxRetries: 0 },
  });
  await world.pass();
  world.network.latest.refuse();
  await world.pass();
  const told = JSON.stringify([world.told, lines, world.connection.stats()]);
  expect(told).toContain("wss://peer.example");
  expect(told).toContain('\\"component\\":\\"connection\\"');
  expect(told).not.toMatch(/pass|secret/);
});

test("is called by its id where it is dialled by a function, without what may be a secret", async () => {
  const transport = new MemoryTransport();
  const clock = new ManualClock();
  const causes: unknown[] = [];
  for (const id of ["wss://pass@peer.example/?token=secret", undefined]) {
    const connection = new Connection({
      url: () => "wss://other.example/?token=t",
      id,
      transport,
      clock,
    });
    connection.addEventListener("dialfailed", ({ cause }) => causes.push(cause.id));
    await clock.run();
    transport.latest.refuse();
    await clock.run();
    void connection.close();
  }
  expect(causes).toEqual(["wss://peer.example/?…", "connection"]);
});

describe("its constructor", () => {
  const transport = new MemoryTransport();

  test.each<[given: unknown[], path: string]>([
    [[], "url"],
    [["ftp://x", { transport }], "url"],
    [["wss://x"], "transport"],
    [["wss://x", { transport, sesion: 5 }], "sesion"],
    [["wss://x", { transport, session: {} }], "session"],
    [["wss://x", { transport, retry: { minDelay: -1 } }], "retry.minDelay"],
    [["wss://x", { transport, limit: { messages: 0 } }], "limit.messages"],
    [["wss://x", { transport, maxPause: "5" }], "maxPause"],
    [["wss://x", "protocol"], "options"],
    [[{ url: "wss://x", transport, id: "" }], "id"],
    [[{ url: "wss://x", transport: { can: {}, dial() {} }, headers: { a: "b" } }], "headers"],
  ])("refuses %j at %s, and dials nothing", (given, path) => {
    const make = (): unknown => Reflect.construct(Connection, given);
    expect(make).toThrow(ConfigError);
    expect(make).toThrow(expect.objectContaining({ path }));
    expect(transport.dials).toHaveLength(0);
  });

  test("takes a URL and options, or options with the URL", async () => {
    const other = new MemoryTransport();
    const made = [
      new Connection("wss://x.example", { transport: other }),
      new Connection(new URL("wss://x.example"), { transport: other }),
      new Connection({ url: "wss://x.example", transport: other }),
    ];
    for (const connection of made) await connection.close({ timeout: 0 });
  });
});

test("code of the application runs in the context in which it was given", async () => {
  const context = new NamedContext();
  const ran: string[] = [];
  const note = (what: string): void => void ran.push(`${what} in ${context.name}`);
  const world = context.run(
    "maker",
    () => new ConnectionWorld({ asyncContext: context, onOpen: () => note("onOpen") }),
  );
  context.run("listener", () =>
    world.connection.addEventListener("connected", () => note("connected")),
  );
  await world.accepted();
  expect(ran).toEqual(["onOpen in maker", "connected in listener"]);
  await world.end();
});

test("a listener that throws is told as an error, and harms nobody", async () => {
  const world = new ConnectionWorld();
  world.connection.addEventListener("connected", () => {
    throw new Error("from a listener");
  });
  await world.accepted();
  expect(world.of("error")).toEqual([
    expect.objectContaining({ error: new Error("from a listener") }),
  ]);
  expect(world.connection.state).toBe("connected");
  await world.end();
});
