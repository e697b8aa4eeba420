// What happens to an open link under faults: half-open, cut, and how sending, pausing and the clock misbehave.
import { faults, ManualClock, type Milestone, MemoryTransport } from "@skep/testing";
import { describe, expect, test } from "vitest";
import { type OpenStand, Stand } from "./support/stand.ts";

describe("a half-open link", () => {
  test("holds what goes both ways, and lets it through when it is healed", async () => {
    const stand = await Stand.open({});
    expect(stand.net.latest.halfOpen()).toBe(true);
    stand.socket.send("up");
    stand.socket.ping?.();
    stand.peer.message("down");
    stand.peer.ping();
    await stand.clock.run(60_000);
    expect([stand.peer.sent, stand.take()]).toEqual([[], "opened"]);
    expect(stand.net.latest.heal()).toBe(true);
    await stand.clock.run();
    expect([stand.peer.sent, stand.take()]).toEqual([["up"], "down heard pong"]);
  });

  test("inbound from the start hears nothing, and is heard", async () => {
    const stand = await Stand.open({ halfOpen: { way: "inbound" } });
    stand.socket.send("up");
    stand.socket.ping?.();
    stand.peer.message("down");
    await stand.clock.run(60_000);
    expect([stand.peer.sent, stand.peer.pings, stand.take()]).toEqual([["up"], 1, "opened"]);
  });

  test("outbound after two messages hears, and is not heard", async () => {
    const stand = await Stand.open({ halfOpen: { way: "outbound", after: { sent: 2 } } });
    for (const text of ["one", "two", "three"]) stand.socket.send(text);
    stand.peer.message("down");
    expect([stand.peer.sent, stand.take()]).toEqual([["one", "two"], "opened down"]);
  });

  test("does not answer a goodbye, and ends when it is terminated", async () => {
    const stand = await Stand.open({ halfOpen: { way: "both", after: { ms: 10 } } });
    await stand.clock.run(10);
    stand.socket.close(1000);
    await stand.clock.run(60_000);
    expect(stand.take()).toBe("opened");
    stand.socket.terminate();
    await stand.clock.run();
    expect(stand.take()).toBe("closed:1006");
    expect(stand.clock.pending).toBe(0);
  });

  test("does not tell that the peer has gone, until we end it", async () => {
    const stand = await Stand.open({ halfOpen: { way: "inbound" } });
    stand.peer.close(1001);
    await stand.clock.run(60_000);
    expect(stand.take()).toBe("opened");
    stand.socket.terminate();
    expect(stand.take()).toBe("");
    await stand.clock.run();
    expect(stand.take()).toBe("closed:1006");
  });

  test("inside of a message holds that message", async () => {
    const stand = await Stand.open({ halfOpen: { way: "inbound", after: { receivedBytes: 6 } } });
    for (const text of ["four", "five", "six"]) stand.peer.message(text);
    expect(stand.take()).toBe("opened four");
    stand.net.latest.heal();
    expect(stand.take()).toBe("five six");
  });

  test("that has ended can be neither opened, healed nor cut", async () => {
    const stand = await Stand.open({});
    expect(stand.net.latest.cut("ECONNRESET")).toBe(true);
    expect(stand.reports).toEqual([{ code: 1006, reason: "", error: "ECONNRESET" }]);
    expect(stand.peer.terminated).toBe(true);
    const { latest } = stand.net;
    expect([latest.cut(), latest.halfOpen(), latest.heal()]).toEqual([false, false, false]);
  });
});

describe("a peer that begins to close", () => {
  test("is told behind what it had sent, and is sent nothing from then on", async () => {
    const stand = await Stand.open({ latency: 10 });
    await stand.clock.run(20);
    stand.peer.progress();
    stand.peer.message("last");
    stand.peer.beginClose(1012);
    stand.socket.send("crossing");
    await stand.clock.run(9);
    expect(stand.take()).toBe("opened");
    await stand.clock.run(60_000);
    expect(stand.take()).toBe("progress last closing:1012");
    expect(() => stand.socket.send("late")).toThrow("not open");
    stand.socket.close(1000);
    stand.peer.close();
    await stand.clock.run(10);
    expect([stand.peer.sent, stand.take()]).toEqual([[], "closed:1012"]);
    expect(stand.clock.pending).toBe(0);
  });

  test("is not told on a half-open link, where a send is lost", async () => {
    const stand = await Stand.open({ halfOpen: { way: "inbound" }, latency: 1 });
    await stand.clock.run(2);
    stand.peer.beginClose(1012);
    stand.socket.send("lost");
    await stand.clock.run(60_000);
    expect([stand.peer.sent, stand.take()]).toEqual([[], "opened"]);
    stand.net.latest.heal();
    expect(stand.take()).toBe("closing:1012");
  });

  test("ends with its code when it is terminated, and tells nothing after that", async () => {
    const stand = await Stand.open({});
    stand.peer.beginClose(1012);
    stand.socket.terminate();
    await stand.clock.run();
    expect(stand.take()).toBe("opened closing:1012 closed:1012");
    const held = await Stand.open({ latency: 5 });
    await held.clock.run(10);
    held.peer.beginClose(1012);
    held.socket.terminate();
    await held.clock.run(10);
    expect(held.take()).toBe("opened closed:1012");
  });
});

describe("a link is cut", () => {
  const talk = async (stand: OpenStand): Promise<string> => {
    for (const text of ["four", "five"]) stand.peer.message(text);
    for (const text of ["four", "five"])
      if (stand.net.latest.state === "open") stand.socket.send(text);
    const told = stand.take();
    await stand.clock.run(1_000);
    return `${told}, ${stand.peer.sent.join(" ")}, ${stand.take()}`;
  };

  test.each<[Milestone, string]>([
    [{ received: 1 }, "opened four closed:1006, , "],
    [{ receivedBytes: 4 }, "opened four closed:1006, , "],
    [{ receivedBytes: 5 }, "opened four closed:1006, , "],
    [{ receivedBytes: 3 }, "opened closed:1006, , "],
    [{ receivedBytes: 9 }, "opened four five, four five, "],
    [{ sent: 1 }, "opened four five, four, closed:1006"],
    [{ sentBytes: 4 }, "opened four five, four, closed:1006"],
    [{ sentBytes: 5 }, "opened four five, four, closed:1006"],
    [{ sentBytes: 3 }, "opened four five, , closed:1006"],
    [{ ms: 500 }, "opened four five, four five, closed:1006"],
  ])("after %o", async (after, expected) => {
    const stand = await Stand.open({ cut: { after } });
    expect(await talk(stand)).toBe(expected);
    if (expected.includes("closed")) expect(stand.peer.terminated).toBe(true);
    expect(stand.clock.pending).toBe(0);
  });

  test("with what the platform says of it", async () => {
    const stand = await Stand.open({ cut: { after: { ms: 1 }, error: "ECONNRESET" } });
    await stand.clock.run(1);
    expect(stand.reports).toEqual([{ code: 1006, reason: "", error: "ECONNRESET" }]);
  });
});

describe("the end is told", () => {
  test.each([
    ["close", 1000, "done"],
    ["close", undefined, ""],
    ["close", 1001, ""],
    ["terminate", undefined, ""],
  ] as const)("inside of %s %s", async (method, code, reason) => {
    const stand = await Stand.open({ ending: { told: "inside" } });
    stand.take();
    stand.socket[method](code, reason);
    const expected = method === "terminate" ? 1006 : code === 1000 ? 1000 : 1005;
    expect(stand.take()).toBe(`closed:${expected}`);
    await stand.clock.run(1_000);
    expect(stand.take()).toBe("");
    expect(stand.peer.terminated).toBe(method === "terminate");
  });

  test("inside of close of a dial", async () => {
    const stand = new Stand({ answer: { kind: "hang" }, ending: { told: "inside" } });
    stand.dial().close();
    expect(stand.take()).toBe("closed:1006");
    expect(stand.clock.pending).toBe(0);
  });

  test("inside of terminate when the client gives up inside of opened", async () => {
    const stand = new Stand({ ending: { told: "inside" } });
    const socket = stand.dial();
    stand.onOpened = () => socket.terminate();
    await stand.clock.run();
    expect(stand.take()).toBe("opened closed:1006");
  });

  test("twice", async () => {
    const stand = await Stand.open({ ending: { told: "twice" } });
    stand.peer.close(1001);
    expect(stand.take()).toBe("opened closed:1001 closed:1001");
  });

  test("never, whoever ends it", async () => {
    const stand = await Stand.open({ ending: { told: "never" } });
    stand.peer.close(1001);
    stand.dial().terminate();
    await stand.clock.run(1e9);
    expect(stand.take()).toBe("opened");
  });

  test("with the error first and the close later", async () => {
    const stand = await Stand.open({ ending: { after: 30_000, error: "EPIPE" } });
    stand.peer.drop();
    expect(() => stand.socket.send("into the void")).toThrow("not open");
    await stand.clock.run(29_999);
    expect(stand.take()).toBe("opened");
    await stand.clock.run(1);
    expect(stand.reports).toEqual([{ code: 1006, reason: "", error: "EPIPE" }]);
    expect(stand.clock.pending).toBe(0);
  });

  test("without the error, which would come too late", async () => {
    const stand = await Stand.open({ ending: { error: undefined } });
    stand.peer.drop(new Error("ECONNRESET"));
    expect(stand.reports).toEqual([{ code: 1006, reason: "", error: undefined }]);
  });
});

describe("a socket", () => {
  test("throws in send, from the first or from a later one", async () => {
    const broken = new Error("EPIPE");
    const first = await Stand.open({ send: { throws: broken } });
    expect(() => first.socket.send("one")).toThrow(broken);
    const later = await Stand.open({ send: { throws: broken, after: { sent: 1 } } });
    later.socket.send("one");
    expect(() => later.socket.send("two")).toThrow(broken);
    expect(later.peer.sent).toEqual(["one"]);
  });

  test("keeps what is sent in bufferedAmount, and tells drained late", async () => {
    const stand = await Stand.open({ slowDrain: 200 });
    stand.socket.send("four");
    await stand.clock.run(100);
    stand.socket.send(new Uint8Array(6));
    expect(stand.socket.bufferedAmount).toBe(10);
    stand.peer.drain();
    await stand.clock.run(100);
    expect([stand.socket.bufferedAmount, stand.peer.sent.length]).toEqual([6, 1]);
    await stand.clock.run(100);
    expect([stand.socket.bufferedAmount, stand.take()]).toEqual([0, "opened drained drained"]);
  });

  test("drains never", async () => {
    const stand = await Stand.open({ slowDrain: Number.POSITIVE_INFINITY });
    stand.socket.send("four");
    await stand.clock.run(1e9);
    expect(stand.socket.bufferedAmount).toBe(4);
    expect(stand.clock.pending).toBe(0);
  });

  test("is only late in draining where it cannot tell", async () => {
    const stand = await Stand.open({ slowDrain: 200 }, { bufferedAmount: false });
    stand.socket.send("four");
    expect(stand.socket.bufferedAmount).toBe(undefined);
    await stand.clock.run(200);
    expect([stand.peer.sent, stand.take()]).toEqual([["four"], "opened"]);
  });

  test("tells drained itself where nothing is slow", async () => {
    const stand = await Stand.open({});
    stand.peer.drain();
    expect(stand.take()).toBe("opened drained");
  });

  test("reads on although it is paused", async () => {
    const stand = await Stand.open({ pause: "ignored" });
    stand.socket.pause?.();
    stand.peer.message("down");
    expect([stand.peer.paused, stand.take()]).toEqual([false, "opened down"]);
  });

  test("has no method that the transport lacks", async () => {
    const stand = await Stand.open({}, { ping: false, pause: false, unref: false });
    expect(Object.keys(stand.socket)).toEqual(["send", "close", "terminate", "bufferedAmount"]);
  });

  test("can be unreferenced", async () => {
    const stand = await Stand.open({});
    stand.socket.unref?.();
    expect(stand.peer.unrefd).toBe(true);
  });
});

describe("the machine sleeps", () => {
  test("after a message, and no timer fires on the way", async () => {
    const stand = await Stand.open({ jump: { by: 60_000, after: { received: 1 } } });
    const fired: number[] = [];
    stand.clock.schedule(1_000, () => fired.push(stand.clock.now()));
    stand.peer.message("good night");
    expect([stand.clock.now(), fired]).toEqual([60_000, []]);
    await stand.clock.run();
    expect(fired).toEqual([60_000]);
  });

  test("when the link is opened", async () => {
    expect((await Stand.open({ jump: { by: 5_000 } })).clock.now()).toBe(5_000);
  });
});

test("faults are put around faults", async () => {
  const clock = new ManualClock();
  const memory = new MemoryTransport({ autoAccept: true });
  const inner = faults(memory, { latency: 20 }, { clock });
  const outer = faults(inner, { cut: { after: { received: 1 } } }, { clock });
  const told: string[] = [];
  const nothing = (): void => {};
  outer.dial(
    { url: "ws://peer.test/", protocols: [] },
    {
      opened: () => told.push(`opened ${clock.now()}`),
      message: (data) => told.push(`${String(data)} ${clock.now()}`),
      heard: nothing,
      pong: nothing,
      drained: nothing,
      closed: ({ code }) => told.push(`${code} ${clock.now()}`),
    },
  );
  await clock.run(40);
  for (const text of ["one", "two"]) memory.latest.message(text);
  await clock.run(1_000);
  expect(told).toEqual(["opened 40", "one 60", "1006 60"]);
  expect([inner.latest.state, memory.latest.terminated, clock.pending]).toEqual([
    "closed",
    true,
    0,
  ]);
});

test("a send that throws on its way, where nobody is to throw at, ends the link", async () => {
  const clock = new ManualClock();
  const memory = new MemoryTransport({ autoAccept: true, faults: { sendThrows: true } });
  const stand = new Stand();
  const net = faults(memory, { slowDrain: 10 }, { clock });
  const socket = net.dial({ url: "ws://peer.test/", protocols: [] }, stand.sink);
  await clock.run();
  socket.send("never");
  await clock.run(10);
  expect(stand.take()).toBe("opened closed:1006");
  expect(stand.reports[0]?.error).toEqual(new Error("The socket would not send."));
});
