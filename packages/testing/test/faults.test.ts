// Each fault of a script: what is told, when, and that nothing stays behind.
import { faults, MemoryTransport } from "@skep/testing";
import { describe, expect, test } from "vitest";
import { Stand } from "./faults/support/stand.ts";

describe("the answer of a dial", () => {
  test("is that nobody listens, with what the platform says", async () => {
    const stand = new Stand({ answer: { kind: "refuse", error: "ECONNREFUSED" } });
    stand.dial();
    expect(stand.take()).toBe("");
    await stand.clock.run();
    expect(stand.reports).toEqual([{ code: 1006, reason: "", error: "ECONNREFUSED" }]);
    expect(stand.memory.dials).toEqual([]);
  });

  test("is a status with headers, in lower case, after a while", async () => {
    const headers = { "Retry-After": "7" };
    const stand = new Stand({ answer: { kind: "status", status: 503, headers, after: 100 } });
    stand.dial();
    await stand.clock.run(99);
    expect(stand.take()).toBe("");
    await stand.clock.run(1);
    expect(stand.reports).toEqual([
      { code: 1006, reason: "", status: 503, headers: { "retry-after": "7" } },
    ]);
  });

  test("is no status where the transport cannot see one", async () => {
    const can = { status: false };
    const stand = new Stand({ answer: { kind: "status", status: 401 } }, { can });
    stand.dial();
    await stand.clock.run();
    expect(stand.reports).toEqual([{ code: 1006, reason: "" }]);
  });

  test("is none, until the dial is given up", async () => {
    const stand = new Stand({ answer: { kind: "hang" } });
    const socket = stand.dial();
    await stand.clock.run(1e9);
    expect(stand.take()).toBe("");
    socket.close();
    socket.terminate();
    expect(stand.take()).toBe("");
    await stand.clock.run();
    expect(stand.take()).toBe("closed:1006");
    expect(socket.bufferedAmount).toBe(undefined);
    expect(() => socket.send("")).toThrow("not open");
  });

  test("is that of the peer, late, and nothing overtakes it", async () => {
    const stand = new Stand({ answer: { kind: "accept", after: 300 } });
    stand.dial();
    await stand.clock.run();
    stand.memory.latest.message("hello");
    stand.memory.latest.close(1001);
    await stand.clock.run(299);
    expect(stand.take()).toBe("");
    await stand.clock.run(1);
    expect(stand.take()).toBe("opened hello closed:1001");
    expect(stand.clock.pending).toBe(0);
  });

  test.each(["close", "terminate"] as const)("is late, and given up by %s", async (method) => {
    const stand = new Stand({ answer: { kind: "accept", after: 300 } });
    const socket = stand.dial();
    await stand.clock.run(100);
    socket[method]();
    await stand.clock.run(1_000);
    expect(stand.take()).toBe("closed:1006");
    expect(stand.memory.latest.terminated).toBe(true);
  });

  test("is a refusal of the peer, late, and given up before it came", async () => {
    const stand = new Stand({ answer: { kind: "accept", after: 300 } }, { autoAccept: false });
    const socket = stand.dial();
    await stand.clock.run(100);
    stand.memory.latest.refuse({ status: 404 });
    socket.close();
    await stand.clock.run(1_000);
    expect(stand.reports).toEqual([{ code: 1006, reason: "" }]);
  });
});

describe("a script", () => {
  const REFUSE = { answer: { kind: "refuse" } } as const;

  test("that is a list speaks of one dial after the other, and of none behind its end", async () => {
    const stand = new Stand([REFUSE, undefined, REFUSE]);
    for (let number = 1; number <= 4; number += 1) {
      stand.dial();
      await stand.clock.run();
    }
    expect(stand.take()).toBe("closed:1006 opened closed:1006 opened");
    expect(stand.net.dials.map(({ number, state }) => `${number} ${state}`)).toEqual([
      "1 closed",
      "2 open",
      "3 closed",
      "4 open",
    ]);
  });

  test("that is a function is asked of each dial", async () => {
    const asked: string[] = [];
    const stand = new Stand(({ number, target }) => {
      asked.push(`${number} ${target.url}`);
      return target.url.endsWith("bad") ? REFUSE : undefined;
    });
    stand.dial({ url: "ws://peer.test/bad" });
    stand.dial({ url: "ws://peer.test/good" });
    await stand.clock.run();
    expect(asked).toEqual(["1 ws://peer.test/bad", "2 ws://peer.test/good"]);
    expect(stand.take()).toBe("opened closed:1006");
  });

  test("that throws ends its dial", async () => {
    const stand = new Stand(() => {
      throw new Error("no idea");
    });
    stand.dial();
    await stand.clock.run();
    expect(stand.reports[0]?.error).toEqual(new Error("no idea"));
  });

  test("that answers with nonsense ends its dial and says why", async () => {
    const stand = new Stand(() => ({ latency: -1 }));
    stand.dial();
    await stand.clock.run();
    expect(String(stand.reports[0]?.error)).toContain("script().latency must be");
  });

  test("is for a transport", () => {
    expect(() => faults({} as never)).toThrow("transport must be a transport, got an object");
  });
});

test("the latest dial is at hand, and an error where there is none", async () => {
  const stand = new Stand();
  expect(() => stand.net.latest).toThrow("Nobody has dialled yet.");
  stand.dial();
  expect(stand.net.latest).toBe(stand.net.dials[0]);
});

test("a transport with faults has the name, the warnings and the capabilities of its own", () => {
  const memory = new MemoryTransport({ warnings: ["it is none"] });
  const { name, warnings, can } = faults(faults(memory));
  expect(name).toBe("memory with faults with faults");
  expect(warnings).toEqual(["it is none"]);
  expect(can).toBe(memory.can);
});

describe("a link with latency", () => {
  test("takes it both ways for the answer and a pong, and one way for a message", async () => {
    const { clock, net, ...rest } = await Stand.open({ latency: 50 });
    expect(net.latest.state).toBe("connecting");
    await clock.run(100);
    expect(net.latest.state).toBe("open");
    const { socket, peer, told } = rest;
    told.length = 0;
    socket.ping?.();
    socket.send("up");
    peer.message("down");
    await clock.run(49);
    expect([peer.sent, told]).toEqual([[], []]);
    await clock.run(1);
    expect([peer.sent, told]).toEqual([["up"], ["down"]]);
    await clock.run(50);
    expect(told).toEqual(["down", "pong"]);
  });

  test("sends the bytes as they were", async () => {
    const stand = await Stand.open({ latency: 50 });
    await stand.clock.run(100);
    const bytes = new Uint8Array([1, 2, 3]);
    stand.socket.send(bytes.subarray(1));
    stand.socket.send(bytes.buffer);
    bytes.fill(0);
    await stand.clock.run(50);
    expect(stand.peer.sent).toEqual([new Uint8Array([2, 3]), new Uint8Array([1, 2, 3])]);
  });

  test("says its goodbye behind what was sent, and is told the answer as late", async () => {
    const stand = await Stand.open({ latency: 50 });
    await stand.clock.run(100);
    stand.socket.send("last");
    stand.socket.close(3000, "bye");
    stand.socket.close(3001);
    expect(() => stand.socket.send("too late")).toThrow("not open");
    await stand.clock.run(99);
    expect(stand.peer.sent).toEqual(["last"]);
    expect(stand.take()).toBe("opened");
    await stand.clock.run(1);
    expect(stand.reports).toEqual([{ code: 3000, reason: "bye" }]);
  });

  test("loses on its way out what comes when the peer has gone", async () => {
    const stand = await Stand.open({ latency: 50 });
    await stand.clock.run(100);
    stand.socket.send("up");
    stand.peer.drop();
    await stand.clock.run(50);
    expect(stand.take()).toBe("opened closed:1006");
    expect(stand.clock.pending).toBe(0);
  });

  test("loses at terminate what is on its way, at once", async () => {
    const stand = await Stand.open({ latency: 50 });
    await stand.clock.run(100);
    stand.peer.message("down");
    stand.socket.terminate();
    stand.peer.message("further down");
    stand.socket.terminate();
    await stand.clock.settle();
    expect(stand.take()).toBe("opened closed:1006");
    await stand.clock.run(1_000);
    expect(stand.take()).toBe("");
  });

  test("holds while paused what had not arrived", async () => {
    const stand = await Stand.open({ latency: 50 });
    await stand.clock.run(100);
    stand.take();
    stand.peer.message("down");
    stand.socket.pause?.();
    await stand.clock.run(1_000);
    expect(stand.take()).toBe("");
    stand.socket.resume?.();
    expect(stand.take()).toBe("");
    await stand.clock.run();
    expect(stand.take()).toBe("down");
  });

  test("tells a loss to a socket that is paused, behind what had been read", async () => {
    const stand = await Stand.open({ latency: 50 });
    await stand.clock.run(100);
    stand.peer.message("down");
    stand.socket.pause?.();
    stand.peer.drop();
    await stand.clock.run(50);
    expect(stand.take()).toBe("opened down closed:1006");
  });
});
