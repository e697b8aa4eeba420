// The memory transport: what it tells, keeps and gets wrong on request.
import { ManualClock, MemoryTransport, type MemoryTransportOptions } from "@skep/core/testing";
import { ConfigError } from "../../src/errors.ts";
import { describe, expect, test } from "vitest";
import type { DialTarget, SocketSink } from "../../src/transport.ts";

/** A dial of a new transport, and what its sink was told, in words. */
function dialled(options: MemoryTransportOptions = {}, target: Partial<DialTarget> = {}) {
  const transport = new MemoryTransport(options);
  const told: string[] = [];
  const sink: SocketSink = {
    opened: ({ protocol, headers }) =>
      told.push(`opened ${protocol}${headers ? JSON.stringify(headers) : ""}`.trim()),
    message: (data) => told.push(`message ${String(data)}`),
    heard: () => told.push("heard"),
    pong: () => told.push("pong"),
    drained: () => told.push("drained"),
    progress: () => told.push("progress"),
    closing: ({ code, reason }) => told.push(`closing ${code} ${reason}`.trim()),
    closed: (report) => told.push(`closed ${JSON.stringify(report)}`),
  };
  const socket = transport.dial({ url: "ws://peer.test/", protocols: [], ...target }, sink);
  return { transport, socket, sink, told, peer: transport.latest };
}

function opened(options: MemoryTransportOptions = {}, target: Partial<DialTarget> = {}) {
  const all = dialled(options, target);
  all.peer.accept();
  all.told.length = 0;
  return all;
}

const turns = () => new ManualClock().settle();

const ABNORMAL = 'closed {"code":1006,"reason":""}';

describe("a memory transport", () => {
  test("has the name, warnings and capabilities that it is given", () => {
    expect(new MemoryTransport()).toMatchObject({
      name: "memory",
      warnings: [],
      can: { headers: true, status: true, readLimit: true },
    });
    const options = { name: "odd", warnings: ["It is odd."], can: { status: false } };
    expect(new MemoryTransport(options)).toMatchObject({
      ...options,
      can: { headers: true, status: false, readLimit: true },
    });
  });

  test("keeps all dials, and knows the latest", () => {
    const transport = new MemoryTransport();
    expect(() => transport.latest).toThrow("Nobody has dialled yet.");
    const { sink } = dialled();
    for (const url of ["ws://a.test/", "wss://b.test/"])
      transport.dial({ url, protocols: [] }, sink);
    expect(transport.dials.map(({ number, target }) => [number, target.url])).toEqual([
      [1, "ws://a.test/"],
      [2, "wss://b.test/"],
    ]);
    expect(transport.latest).toBe(transport.dials[1]);
  });

  test("does nothing by itself", async () => {
    const { told, peer } = dialled();
    await turns();
    expect([told, peer.state]).toEqual([[], "connecting"]);
  });

  test("accepts by itself when told to, with the first subprotocol", async () => {
    const { told, peer } = dialled({ autoAccept: true }, { protocols: ["b", "a"] });
    expect(told).toEqual([]);
    await turns();
    expect([told, peer.state]).toEqual([["opened b"], "open"]);
  });

  test("shows each dial to its script once dial has returned", async () => {
    const seen: number[] = [];
    const { told } = dialled({
      onDial(dial) {
        seen.push(dial.number);
        dial.refuse({ status: 503, headers: { "retry-after": "1" } });
      },
    });
    expect(seen).toEqual([]);
    await turns();
    expect(seen).toEqual([1]);
    expect(told).toEqual([
      'closed {"code":1006,"reason":"","status":503,"headers":{"retry-after":"1"}}',
    ]);
  });

  test("puts off what must not be inside a call as it is told to", () => {
    const clock = new ManualClock();
    const defer = (task: () => void): void => void clock.schedule(30, task);
    const { told, socket } = dialled({ autoAccept: true, defer });
    clock.advance(30);
    expect(told).toEqual(["opened"]);
    socket.close(1000, "bye");
    clock.advance(29);
    expect(told).toHaveLength(1);
    clock.advance(1);
    expect(told.at(-1)).toBe('closed {"code":1000,"reason":"bye"}');
  });

  test.each([
    [{ url: "peer" }, /No WebSocket URL: peer/],
    [{ url: "https://peer.test/" }, /No WebSocket URL/],
    [{ url: "ws://peer.test:99999/" }, /No WebSocket URL/],
    [{ protocols: ["a b"] }, /No subprotocols: a b/],
    [{ headers: { a: "b\nc: d" } }, /line break/],
  ])("refuses %o later", async (target, message) => {
    const reports: { code: number; error?: unknown }[] = [];
    const { sink } = dialled();
    const closed = (report: { code: number }): void => void reports.push(report);
    const transport = new MemoryTransport({ autoAccept: true });
    transport.dial({ url: "ws://peer.test/", protocols: [], ...target }, { ...sink, closed });
    expect(reports).toEqual([]);
    await turns();
    expect(reports).toEqual([{ code: 1006, reason: "", error: expect.any(Error) }]);
    expect(String(reports[0]?.error)).toMatch(message);
  });
});

describe("a memory dial", () => {
  test("tells at once what the peer does", () => {
    const { told, peer } = dialled();
    expect(peer.accept("chat")).toBe(true);
    peer.message("text");
    peer.message(Uint8Array.of(1, 2));
    peer.ping();
    peer.pong();
    peer.close(4000, "enough");
    expect(told).toEqual([
      "opened chat",
      "message text",
      "message 1,2",
      "heard",
      "pong",
      'closed {"code":4000,"reason":"enough"}',
    ]);
    expect(peer.state).toBe("closed");
  });

  test("says false to what cannot be told any more, or not yet", () => {
    const { peer, told } = dialled();
    expect([peer.message("early"), peer.close(), peer.drain()]).toEqual([false, false, false]);
    expect(peer.accept()).toBe(true);
    expect([peer.accept(), peer.refuse()]).toEqual([false, false]);
    expect(peer.close()).toBe(true);
    expect([peer.message("late"), peer.drop(), peer.violate("protocol"), peer.drain()]).toEqual([
      false,
      false,
      false,
      false,
    ]);
    expect(told).toEqual(["opened", 'closed {"code":1005,"reason":""}']);
  });

  test("refuses with and without an answer", () => {
    const silent = dialled();
    silent.peer.refuse();
    expect(silent.told).toEqual([ABNORMAL]);
    const answered = dialled();
    answered.peer.refuse({ status: 404, error: "no" });
    expect(answered.told).toEqual([
      'closed {"code":1006,"reason":"","status":404,"headers":{},"error":"no"}',
    ]);
    const blind = dialled({ can: { status: false } });
    blind.peer.refuse({ status: 404 });
    expect(blind.told).toEqual([ABNORMAL]);
  });

  test("drops the link, with an error or without", () => {
    const { told, peer } = opened();
    peer.drop();
    expect(told).toEqual([ABNORMAL]);
    const reset = dialled();
    reset.peer.drop("reset");
    expect(reset.told).toEqual(['closed {"code":1006,"reason":"","error":"reset"}']);
  });

  test("tells a violation, with an error or without", () => {
    const { told, peer } = opened();
    peer.violate("protocol");
    expect(told).toEqual(['closed {"code":1006,"reason":"","violation":"protocol"}']);
    const other = opened();
    other.peer.violate("readLimit", "large");
    expect(other.told).toEqual([
      'closed {"code":1006,"reason":"","violation":"readLimit","error":"large"}',
    ]);
  });

  test("enforces readLimit in bytes where it can", () => {
    const { told, peer } = opened({}, { readLimit: 4 });
    peer.message("éé");
    peer.message("ééé");
    expect(told).toEqual([
      "message éé",
      'closed {"code":1006,"reason":"","violation":"readLimit","detail":"6 bytes, and 4 are allowed"}',
    ]);
    const unable = opened({ can: { readLimit: false } }, { readLimit: 4 });
    unable.peer.message("12345");
    expect(unable.told).toEqual(["message 12345"]);
  });

  test("begins to close: from the close frame on nothing can be sent, and the code stays", async () => {
    const { socket, told, peer } = opened();
    expect(peer.beginClose(1012, "restart")).toBe(true);
    expect(peer.beginClose(1000)).toBe(false);
    expect(() => socket.send("late")).toThrow("not open");
    socket.close(1000);
    await turns();
    expect(told).toEqual(["closing 1012 restart"]);
    expect(peer.state).toBe("open");
    expect(peer.close()).toBe(true);
    expect(told[1]).toBe('closed {"code":1012,"reason":"restart"}');
  });

  test("says its close frame once, also behind a pause", async () => {
    const { socket, peer, told } = opened();
    socket.pause?.();
    expect([peer.beginClose(1001, "first"), peer.beginClose(1002, "second")]).toEqual([true, true]);
    socket.resume?.();
    await turns();
    expect(told).toEqual(["closing 1001 first"]);
  });

  test("that began to close without a code is dropped, or closes with another one", () => {
    const dropped = opened();
    dropped.peer.beginClose();
    dropped.peer.drop("reset");
    expect(dropped.told[1]).toBe('closed {"code":1005,"reason":"","error":"reset"}');
    const closed = opened();
    closed.peer.beginClose();
    closed.peer.close(1001, "going");
    expect(closed.told[1]).toBe('closed {"code":1001,"reason":"going"}');
  });

  test("tells the code of the peer that began to close when the client terminates", async () => {
    const { socket, told, peer } = opened();
    peer.beginClose(1012);
    socket.terminate();
    await turns();
    expect(told).toEqual(["closing 1012", 'closed {"code":1012,"reason":""}']);
  });

  test("refuses sends also where the platform does not show that the peer has begun to close", () => {
    const { socket, told, peer } = opened({ closing: false });
    peer.beginClose(1012);
    expect(told).toEqual([]);
    expect(() => socket.send("late")).toThrow("not open");
  });

  test("holds the close frame back while the client pauses", async () => {
    const { socket, told, peer } = opened();
    socket.pause?.();
    peer.message("before");
    peer.beginClose(1012);
    expect(told).toEqual([]);
    socket.send("in time");
    socket.resume?.();
    await turns();
    expect(told).toEqual(["message before", "closing 1012"]);
  });

  test("tells progress and the headers of the answer where the platform shows them", () => {
    const { told, peer } = dialled();
    peer.accept("chat", { "x-lane": "7" });
    peer.progress();
    expect(told).toEqual(['opened chat{"x-lane":"7"}', "progress"]);
    const blind = dialled({ progress: false, answerHeaders: false });
    blind.peer.accept("chat", { "x-lane": "7" });
    expect(blind.peer.progress()).toBe(true);
    expect(blind.told).toEqual(["opened chat"]);
  });

  test("needs no sink that listens to progress and closing", () => {
    const { transport, sink } = dialled();
    const { progress: _, closing: __, ...deaf } = sink;
    transport.dial({ url: "ws://peer.test/", protocols: [] }, deaf);
    transport.latest.accept();
    expect(transport.latest.progress()).toBe(true);
    expect(transport.latest.beginClose()).toBe(true);
  });

  test("keeps copies of what the client sent", () => {
    const { socket, peer } = opened();
    const bytes = Uint8Array.of(1, 2, 3, 4);
    socket.send("text");
    socket.send(bytes.subarray(1, 3));
    socket.send(bytes.buffer);
    bytes.fill(0);
    expect(peer.sent).toEqual(["text", Uint8Array.of(2, 3), Uint8Array.of(1, 2, 3, 4)]);
  });

  test("lets the client send only while it is open", async () => {
    const { socket, peer } = dialled();
    expect(() => socket.send("early")).toThrow("not open");
    peer.accept();
    socket.close();
    expect(() => socket.send("late")).toThrow("not open");
    expect(peer.sent).toEqual([]);
  });

  test("counts pings, and answers them when told to", async () => {
    const { socket, peer, told } = opened();
    socket.ping?.();
    await turns();
    expect([peer.pings, told]).toEqual([1, []]);
    peer.autoPong = true;
    socket.ping?.();
    expect(told).toEqual([]);
    await turns();
    expect([peer.pings, told]).toEqual([2, ["pong"]]);
    peer.drop();
    socket.ping?.();
    expect(peer.pings).toBe(2);
  });

  test("piles up what is sent while the network takes nothing", () => {
    const { socket, peer, told } = opened();
    socket.send("free");
    peer.stalled = true;
    socket.send("four");
    socket.send(new Uint8Array(6));
    expect(socket.bufferedAmount).toBe(10);
    peer.drain(4);
    expect(socket.bufferedAmount).toBe(6);
    peer.drain();
    expect(socket.bufferedAmount).toBe(0);
    expect(told).toEqual(["drained", "drained"]);
    peer.bufferedAmount = 99;
    expect(socket.bufferedAmount).toBe(99);
  });

  test("holds back while paused, in order, up to the close frame", async () => {
    const { socket, peer, told } = opened();
    socket.pause?.();
    socket.pause?.();
    expect(peer.paused).toBe(true);
    peer.message("1");
    peer.ping();
    socket.resume?.();
    peer.message("2");
    peer.close(1000);
    expect(told).toEqual([]);
    await turns();
    expect(told).toEqual(["message 1", "heard", "message 2", 'closed {"code":1000,"reason":""}']);
  });

  test("lets a little through after pause when told to", async () => {
    const { socket, peer, told } = opened({ slack: 2 });
    socket.pause?.();
    for (const text of ["1", "2", "3", "4"]) peer.message(text);
    expect(told).toEqual(["message 1", "message 2"]);
    socket.resume?.();
    socket.pause?.();
    await turns();
    expect(told).toHaveLength(2);
    socket.resume?.();
    await turns();
    expect(told).toHaveLength(4);
  });

  test("loses what was held when the link is lost", async () => {
    const { socket, peer, told } = opened();
    socket.pause?.();
    peer.message("held");
    peer.drop();
    socket.resume?.();
    await turns();
    expect(told).toEqual([ABNORMAL]);
  });

  test("answers a goodbye later, with its code", async () => {
    const { socket, peer, told } = opened();
    socket.close(3000, "bye");
    socket.close(4000);
    expect(peer.goodbye).toEqual({ code: 3000, reason: "bye" });
    expect(told).toEqual([]);
    peer.message("on its way");
    await turns();
    expect(told).toEqual(["message on its way", 'closed {"code":3000,"reason":"bye"}']);
  });

  test("reads the answer to a goodbye although it was paused", async () => {
    const { socket, told } = opened();
    socket.pause?.();
    socket.close(1000);
    await turns();
    expect(told).toEqual(['closed {"code":1000,"reason":""}']);
  });

  test.each([
    [undefined, ""],
    [1001, ""],
    [2999, ""],
    [5000, ""],
    [1000, "é".repeat(62)],
  ])("says no code that a client cannot say: %s", async (code, reason) => {
    const { socket, peer, told } = opened();
    socket.close(code, reason);
    expect(peer.goodbye).toEqual({ code: undefined, reason: "" });
    await turns();
    expect(told).toEqual(['closed {"code":1005,"reason":""}']);
  });

  test("leaves a goodbye unanswered when told to", async () => {
    const { socket, peer, told } = opened({ autoClose: false });
    socket.close(1000);
    await turns();
    expect(told).toEqual([]);
    peer.close();
    expect(told).toEqual(['closed {"code":1000,"reason":""}']);
  });

  test.each(["close", "terminate"] as const)("is given up by %s before it is open", async (end) => {
    const { socket, peer, told } = dialled();
    socket[end]();
    expect([peer.accept(), told]).toEqual([false, []]);
    await turns();
    expect(told).toEqual([ABNORMAL]);
  });

  test("is over with terminate, told later", async () => {
    const { socket, peer, told } = opened();
    socket.terminate();
    socket.terminate();
    socket.close();
    expect([peer.terminated, peer.goodbye, peer.message("late"), told]).toEqual([
      true,
      undefined,
      false,
      [],
    ]);
    await turns();
    socket.terminate();
    expect(told).toEqual([ABNORMAL]);
  });

  test("knows that the client would let the process end", () => {
    const { socket, peer } = opened();
    expect(peer.unrefd).toBe(false);
    socket.unref?.();
    expect(peer.unrefd).toBe(true);
  });

  test("has only the methods that it should have", () => {
    const { socket } = dialled({ ping: false, pause: false, unref: false, bufferedAmount: false });
    expect(Object.keys(socket).toSorted()).toEqual([
      "bufferedAmount",
      "close",
      "send",
      "terminate",
    ]);
    expect(socket.bufferedAmount).toBe(undefined);
    expect(dialled().socket).toMatchObject({ bufferedAmount: 0, ping: expect.any(Function) });
  });
});

describe("a faulty memory transport", () => {
  test("tells closed inside close and terminate", () => {
    for (const end of ["close", "terminate"] as const) {
      const { socket, told } = opened({ faults: { closedInside: true } });
      socket[end]();
      expect(told).toHaveLength(1);
    }
  });

  test("tells closed twice", () => {
    const { peer, told } = opened({ faults: { closedTwice: true } });
    peer.drop();
    expect(told).toEqual([ABNORMAL, ABNORMAL]);
  });

  test("never tells closed after close and terminate", async () => {
    const { socket, peer, told } = opened({ faults: { neverCloses: true } });
    socket.close();
    socket.terminate();
    await turns();
    expect(told).toEqual([]);
    peer.drop();
    expect(told).toEqual([ABNORMAL]);
  });

  test("throws in send", () => {
    const { socket, peer } = opened({ faults: { sendThrows: true } });
    expect(() => socket.send("x")).toThrow("would not send");
    peer.faults.sendThrows = false;
    expect(() => socket.send("x")).not.toThrow();
  });

  test("talks after closed", () => {
    const { peer, told } = opened({ faults: { talksAfterClosed: true } });
    peer.drop();
    expect(peer.message("ghost")).toBe(true);
    expect(told.at(-1)).toBe("message ghost");
  });
});

test("a memory socket refuses what no socket can send, as platforms do", () => {
  const { socket, peer } = opened();
  expect(() => socket.send({ hello: 1 } as never)).toThrow(ConfigError);
  expect(() => socket.send(new Blob(["x"]))).toThrow(ConfigError);
  expect(peer.sent).toEqual([]);
});
