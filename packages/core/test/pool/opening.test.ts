// The gate of a new link: onOpen, ready, what they may do, and what becomes of messages meanwhile.

import { expect, test } from "vitest";
import type { OpeningLink, Signal } from "../../src/index.ts";
import type { MemoryDial } from "../../src/testing/index.ts";
import { World } from "./support/world.ts";
import { said } from "../../../../tools/production/said.ts";

test("onOpen runs on every link before anything else is sent, and connected waits for it", async () => {
  const links: OpeningLink[] = [];
  const world = new World({
    async onOpen(link) {
      links.push(link);
      await link.send(`hello ${link.dial}`);
    },
  });
  const dial = await world.dialed();
  dial.accept("chat");
  expect(world.types).toEqual([]);
  expect(world.pool.get("a")?.trySend("too early")).toBe(false);
  await world.pass();
  expect(world.types).toEqual(["connected"]);
  expect(links[0]).toMatchObject({ dial: 1, protocol: "chat" });
  expect(dial.sent).toEqual(["hello 1"]);
  dial.drop();
  expect(links[0]?.signal.aborted).toBe(true);
  await world.pass(2_000);
  world.network.latest.accept();
  await world.pass();
  expect(world.network.latest.sent).toEqual(["hello 2"]);
  await world.end();
});

test("messages of the opening wait unseen until connected is told, in order and unlost", async () => {
  let pass = (): void => {};
  const onOpen = () => new Promise<void>((resolve) => (pass = resolve));
  const world = new World({ onOpen });
  const dial = await world.dialed();
  dial.accept();
  dial.message("1");
  expect(world.texts()).toEqual([]);
  expect(world.pool.inbox.size).toBe(1);
  pass();
  await world.pass();
  dial.message("2");
  expect(world.texts()).toEqual(["1", "2"]);
  await world.end();
});

test("ready is asked for each message until it says true", async () => {
  const asked: unknown[] = [];
  const world = new World({
    ready(data) {
      asked.push(data);
      return data === "welcome";
    },
  });
  const dial = await world.dialed();
  dial.accept();
  await world.pass();
  dial.message("motd");
  expect(world.types).toEqual([]);
  dial.message("welcome");
  dial.message("later");
  expect(world.types).toEqual(["connected"]);
  expect(asked).toEqual(["motd", "welcome"]);
  expect(world.texts()).toEqual(["motd", "welcome", "later"]);
  await world.end();
});

test.each([
  ["onOpen rejects", { onOpen: () => Promise.reject(new Error("no")) }],
  [
    "ready throws",
    {
      ready: () => {
        throw new Error("no");
      },
    },
  ],
])(
  "when %s the dial has failed, and what was held is dropped, counted and told",
  async (_, session) => {
    const world = new World(session);
    const dial = await world.dialed();
    dial.accept();
    dial.message("held");
    await world.pass(1);
    expect(world.of("dialfailed")[0]).toMatchObject({
      cause: { phase: "opening", kind: "gate", cause: new Error("no") },
    });
    expect(world.texts()).toEqual([]);
    expect(world.of("overflow")).toMatchObject([{ dropped: 1, why: "refused" }]);
    expect(dial.terminated).toBe(true);
    await world.end();
  },
);

test("when onOpen throws at once nothing is held, and the dial has failed", async () => {
  const world = new World({
    onOpen() {
      throw new Error("no");
    },
  });
  const dial = await world.dialed();
  dial.accept();
  expect(dial.message("to nobody")).toBe(false);
  expect(world.types).toEqual(["dialfailed"]);
  await world.end();
});

test("a gate that never answers is bounded by the dial's deadline", async () => {
  const world = new World({ onOpen: () => new Promise<void>(() => {}) });
  (await world.dialed()).accept();
  await world.pass(10_100);
  expect(world.of("dialfailed")[0]?.cause).toMatchObject({ phase: "opening", kind: "timeout" });
  await world.end();
});

test("a gate that answers when its link is gone is not heard", async () => {
  let pass = (): void => {};
  const onOpen = () => new Promise<void>((resolve) => (pass = resolve));
  const world = new World({ onOpen });
  const dial = await world.dialed();
  dial.accept();
  dial.drop();
  pass();
  await world.pass();
  expect(world.types).toEqual(["dialfailed"]);
  await world.end();
});

test("a stop in the opening says goodbye and tells nothing", async () => {
  const world = new World({ onOpen: () => new Promise<void>(() => {}) });
  const dial = await world.dialed();
  dial.accept();
  const removed = world.pool.remove("a");
  await world.pass();
  await removed;
  expect(dial.goodbye?.code).toBe(1_000);
  expect(world.types).toEqual([]);
  await world.end();
});

test("a probe asks where the platform cannot ping, and its answer is a heartbeat, not a message", async () => {
  const world = new World({
    network: { ping: false },
    probe: { message: () => "ping?", isAnswer: (data) => data === "pong!" },
  });
  const dial = await world.connected();
  expect(world.pool.peerStats("a").liveness).toBe("probe");
  await world.pass(11_100);
  expect(dial.sent).toEqual(["ping?"]);
  await world.pass(30);
  dial.message("pong!");
  dial.message("news");
  expect(world.texts()).toEqual(["news"]);
  expect(world.pool.peerStats("a").rtt).toBeGreaterThanOrEqual(30);
  await world.pass(20_200);
  expect(world.types).toEqual(["connected", "disconnected"]);
  await world.end();
});

test("a message that looks like the answer to a probe is read where nobody probes", async () => {
  const session = {
    probe: { message: () => "ping?", isAnswer: (data: unknown) => data === "pong!" },
  };
  for (const [ping, never] of [
    [true, {}],
    [false, { pingInterval: 0 }],
    [false, { keepaliveTimeout: 0 }],
  ] as const) {
    const world = new World({ network: { ping }, ...session, ...never });
    const dial = await world.connected();
    expect(world.pool.peerStats("a").liveness).not.toBe("probe");
    dial.message("pong!");
    expect(world.texts()).toEqual(["pong!"]);
    await world.end();
  }
});

test("a pool dials on for ever, and with `initialRetries` gives up each peer that was never connected", async () => {
  const network = { onDial: (dial: MemoryDial) => void dial.refuse() };
  const patient = new World({ network });
  patient.pool.connect({ id: "a", url: "wss://a.example" });
  await patient.pass(1_000_000);
  expect(patient.of("retired")).toEqual([]);
  await patient.end();
  const world = new World({ network, retry: { initialRetries: 2 } });
  world.pool.connect({ id: "a", url: "wss://a.example" });
  world.pool.connect({ id: "b", url: "wss://b.example", retry: { initialRetries: 0 } });
  await world.pass(60_000);
  const given = world.of("retired").map(({ id, cause }) => [id, cause]);
  expect(given).toEqual([
    ["b", expect.objectContaining({ failedDials: 1 })],
    ["a", expect.objectContaining({ failedDials: 3 })],
  ]);
  await world.end();
});

test("a peer that is registered while the network is away knows it, until all have left", async () => {
  const tell = new Set<(signal: Signal) => void>();
  const world = new World({
    network: { onDial: (dial) => void dial.refuse() },
    retry: { initialRetries: 0 },
    environment: {
      subscribe(listener) {
        tell.add(listener);
        return () => tell.delete(listener);
      },
    },
  });
  world.pool.connect({ id: "a", url: "wss://a.example" });
  for (const one of tell) one("offline");
  world.pool.connect({ id: "b", url: "wss://b.example" });
  await world.pass(60_000);
  expect(world.of("retired")).toEqual([]);
  for (const one of tell) one("online");
  await world.pass(60_000);
  expect(
    world
      .of("retired")
      .map(({ id }) => id)
      .sort(),
  ).toEqual(["a", "b"]);
  expect(tell.size).toBe(0);
  // Whoever comes next is told by the source.
  world.pool.connect({ id: "c", url: "wss://c.example" });
  for (const one of tell) one("offline");
  await world.pool.remove("c");
  world.pool.connect({ id: "d", url: "wss://d.example" });
  await world.pass(60_000);
  expect(world.of("retired").at(-1)).toMatchObject({ id: "d" });
  await world.end();
});

test("a hidden page does not probe and does not judge; when it is visible again it probes at once", async () => {
  let tell = (_: Signal): void => {};
  const world = new World({
    network: { ping: false },
    probe: { message: () => "ping?", isAnswer: (data) => data === "pong!" },
    environment: {
      subscribe(listener) {
        tell = listener;
        return () => {};
      },
    },
  });
  const dial = await world.connected();
  tell("hidden");
  await world.pass(600_000);
  expect(dial.sent).toEqual([]);
  expect(world.types).toEqual(["connected"]);
  tell("visible");
  expect(dial.sent).toEqual(["ping?"]);
  await world.pass(5_200);
  expect(world.types).toEqual(["connected", "disconnected"]);
  await world.end();
});

test("a probe without a test for its answer is a message like any other: anything heard is life", async () => {
  const world = new World({
    network: { ping: false },
    probe: { message: () => "ping?" },
  });
  const dial = await world.connected();
  for (let i = 0; i < 5; i++) {
    await world.pass(11_000);
    dial.message("anything");
  }
  expect(world.types).toEqual(["connected"]);
  expect(world.texts()).toHaveLength(5);
  await world.end();
});

test("a probe whose functions throw is told as error and harms nobody", async () => {
  const world = new World({
    network: { ping: false },
    probe: {
      message: () => {
        throw new Error("no question");
      },
      isAnswer: () => {
        throw new Error("no answer");
      },
    },
  });
  const dial = await world.connected();
  dial.message("news");
  await world.pass(11_100);
  expect(world.texts()).toEqual(["news"]);
  const told = world.of("error").map(({ id, error }) => [id, (error as Error).message]);
  expect(told).toEqual([
    ["a", "no answer"],
    ["a", "no question"],
  ]);
  await world.end();
});

test("what onOpen sends is checked: what cannot be sent refuses the gate, and says so", async () => {
  const world = new World({ onOpen: (link) => link.send({ hello: 1 } as never) });
  const dial = await world.dialed();
  dial.accept();
  await world.pass(10);
  expect(dial.sent).toEqual([]);
  expect(world.of("dialfailed")[0]).toMatchObject({
    cause: { kind: "gate", phase: "opening", cause: { code: "ERR_CONFIG", path: "data" } },
    reason: expect.stringContaining(said("data must be a string")) as string,
  });
  await world.end();
});

test("a socket that breaks in the opening is a failed dial of that phase", async () => {
  const world = new World({ onOpen: (link) => void link.send("hello") });
  const dial = await world.dialed();
  dial.faults.sendThrows = true;
  world.pool.addEventListener("connected", () => {});
  dial.accept();
  await world.pass(2_200);
  expect(world.types.filter((type) => type === "connected").length).toBeLessThanOrEqual(1);
  await world.end();

  const held = new World({
    onOpen: (link) => link.send("hello").catch(() => new Promise<void>(() => {})),
  });
  const other = await held.dialed();
  other.faults.sendThrows = true;
  other.accept();
  await held.pass(2_200);
  expect(held.of("dialfailed")[0]?.cause).toMatchObject({ phase: "opening", kind: "lost" });
  await held.end();
});

test("without a way to ask, silence counts only when a timeout was set", async () => {
  const silent = new World({ network: { ping: false } });
  await silent.connected();
  await silent.pass(600_000);
  expect(silent.types).toEqual(["connected"]);
  expect(silent.pool.peerStats("a").liveness).toBe("none");
  await silent.end();

  const passive = new World({ network: { ping: false }, keepaliveTimeout: 30_000 });
  await passive.connected();
  expect(passive.pool.peerStats("a").liveness).toBe("passive");
  await passive.pass(30_100);
  expect(passive.types).toEqual(["connected", "disconnected"]);
  await passive.end();
});
