// The recorder: order, form, waiting, bound and end.
import { ConfigError, Pool } from "@skep/core";
import { Connection } from "@skep/core/connection";
import {
  faults,
  ManualClock,
  MemoryTransport,
  Recorder,
  type RecorderOptions,
} from "@skep/testing";
import { expect, test } from "vitest";

const URL = "wss://device.example";

function stage(options?: RecorderOptions) {
  const clock = new ManualClock();
  const memory = new MemoryTransport({ autoAccept: true, autoPong: true });
  const net = faults(memory, [], { clock });
  const pool = new Pool({ transport: net, clock, random: () => 0.5 });
  return { clock, memory, net, pool, recorder: new Recorder(pool, options) };
}

test("events and messages are recorded in the order of the pool's life", async () => {
  const { clock, memory, net, pool, recorder } = stage();
  pool.connect(URL);
  await clock.run();
  memory.latest.message("one");
  memory.latest.message("two");
  net.latest.cut();
  expect(recorder.types()).toEqual(["connected", "message", "message", "disconnected"]);
  await clock.run(1_100);
  memory.latest.message(new Uint8Array([3]));
  await clock.run();
  expect(recorder.facts(URL)).toEqual([
    { type: "connected", id: URL, dial: 1, protocol: "", connects: 1 },
    { type: "message", id: URL, dial: 1, data: "one" },
    { type: "message", id: URL, dial: 1, data: "two" },
    {
      type: "disconnected",
      id: URL,
      dial: 1,
      reason: "the link was lost without a close frame",
      retryIn: 1_050,
    },
    { type: "connected", id: URL, dial: 2, protocol: "", connects: 2 },
    { type: "message", id: URL, dial: 2, data: new Uint8Array([3]) },
  ]);
});

test("records are those of the pool, frozen, with peer and time", async () => {
  const { clock, memory, pool, recorder } = stage();
  const peer = pool.connect(URL);
  await clock.run(10);
  memory.latest.message("one");
  await clock.run();
  const [connected, message] = recorder.records;
  expect(connected).toEqual({
    type: "connected",
    id: URL,
    peer,
    at: clock.wall() - 10,
    dial: 1,
    protocol: "",
    connects: 1,
  });
  expect(message).toEqual({
    type: "message",
    id: URL,
    peer,
    at: clock.wall(),
    dial: 1,
    data: "one",
  });
  expect(Object.isFrozen(connected) && Object.isFrozen(message)).toBe(true);
});

test("facts of failed dials have phase and status, of errors the message", async () => {
  const clock = new ManualClock();
  const answer = { kind: "status", status: 404 } as const;
  const transport = faults(new MemoryTransport(), { answer }, { clock });
  const pool = new Pool({ transport, clock, retry: { maxRetries: 0 } });
  const recorder = new Recorder(pool);
  pool.addEventListener("dialfailed", () => {
    throw new Error("a listener's own");
  });
  pool.connect({ id: "a", url: URL });
  await clock.run();
  expect(recorder.facts()).toMatchObject([
    { type: "dialfailed", id: "a", dial: 1, attempt: 1, phase: "handshake", status: 404 },
    { type: "error", id: "a", error: "a listener's own" },
    { type: "retired", id: "a", remaining: 0, cause: expect.stringContaining("404") as string },
  ]);
});

test("until waits for the record of a type, of a peer, and of a number", async () => {
  const { clock, memory, pool, recorder } = stage();
  const [first, second] = [
    recorder.until("connected", { id: "b" }),
    recorder.until("message", { count: 2 }),
  ];
  pool.connect({ id: "a", url: URL });
  pool.connect({ id: "b", url: URL });
  // Dials to one origin are paced.
  await clock.run(10);
  for (const dial of memory.dials) dial.message("hello");
  await clock.run();
  expect((await first).id).toBe("b");
  expect((await second).data).toBe("hello");
  expect((await recorder.until("connected", { count: 2 })).id).toBe("b");
});

test("until ends with its signal, which is left without a listener", async () => {
  const { clock, pool, recorder } = stage();
  const life = new AbortController();
  const wait = recorder.until("connected", { signal: life.signal });
  life.abort(new Error("enough"));
  await expect(wait).rejects.toThrow("enough");
  await expect(recorder.until("connected", { signal: life.signal })).rejects.toThrow("enough");
  const other = new AbortController();
  const found = recorder.until("connected", { signal: other.signal });
  pool.connect(URL);
  await clock.run();
  other.abort();
  expect((await found).type).toBe("connected");
});

test("until ends with the pool and says what came instead", async () => {
  const { clock, pool, recorder } = stage();
  pool.connect({ id: "a", url: URL });
  await clock.run();
  const wait = recorder.until("retired", { id: "a" });
  const closed = pool.close();
  await clock.run(5_000);
  await closed;
  await expect(wait).rejects.toThrow(
    '"retired" of a number 1 did not come, only: connected,disconnected; then the pool was closed.',
  );
  await expect(recorder.until("overflow")).rejects.toThrow('"overflow" number 1 did not come');
});

test("messages that were buffered when the pool was closed are recorded", async () => {
  const { clock, memory, pool, recorder } = stage();
  pool.connect(URL);
  await clock.run();
  memory.latest.message("last");
  const closed = pool.close();
  await clock.run(5_000);
  await closed;
  expect(recorder.types()).toEqual(["connected", "message", "disconnected"]);
});

test("it keeps as many records as it is told, and counts those that went", async () => {
  const { clock, memory, pool, recorder } = stage({ capacity: 2 });
  pool.connect(URL);
  await clock.run();
  for (const text of ["one", "two", "three"]) memory.latest.message(text);
  await clock.run();
  expect(recorder.of("message").map(({ data }) => data)).toEqual(["two", "three"]);
  expect(recorder.missed).toBe(2);
});

test("it leaves the inbox to the program where it is told so", async () => {
  const { clock, memory, pool, recorder } = stage({ inbox: false });
  pool.connect(URL);
  await clock.run();
  memory.latest.message("for the program");
  await clock.run();
  expect(pool.inbox.tryRead()?.data).toBe("for the program");
  expect(recorder.types()).toEqual(["connected"]);
  await expect(recorder.until("message")).rejects.toThrow(ConfigError);
});

test("it stops when it is disposed of, and the pool lives on", async () => {
  const { clock, memory, pool, recorder } = stage();
  pool.connect(URL);
  await clock.run();
  const wait = recorder.until("disconnected");
  await recorder[Symbol.asyncDispose]();
  await expect(wait).rejects.toThrow("then the recorder was disposed of.");
  memory.latest.message("for others");
  memory.latest.drop();
  await clock.run();
  expect(recorder.types()).toEqual(["connected"]);
  expect(pool.inbox.tryRead()?.data).toBe("for others");
});

test.each([0, 1.5, Number.NaN])("a capacity of %s is refused", (capacity) => {
  const pool = new Pool({ transport: new MemoryTransport() });
  expect(() => new Recorder(pool, { capacity })).toThrow(
    `capacity must be a whole number, 1 or more, got ${capacity}.`,
  );
});

test("a connection in the place of a pool is a ConfigError", () => {
  const connection = new Connection("wss://a.example", { transport: new MemoryTransport() });
  expect(() => new Recorder(connection as never)).toThrow(ConfigError);
  return connection.close();
});
