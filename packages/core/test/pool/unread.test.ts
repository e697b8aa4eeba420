// A pool whose inbox nobody reads: it went deaf after maxPause, and no word said why.

import { expect, test } from "vitest";
import { World } from "./support/world.ts";
import { said } from "../../../../tools/production/said.ts";

const inbox = { capacity: 64, maxPause: 5_000 };

test("a pool that only sends keeps its links, drops the oldest and says once what to do", async () => {
  const world = new World({ network: { autoPong: true }, inbox });
  const [a, b] = [await world.connected("a"), await world.connected("b")];
  for (const dial of [a, b]) for (let i = 0; i < 100; i++) dial.message(`${i}`);
  expect([a.paused, b.paused]).toEqual([true, true]);
  await world.pass(6_000);
  expect([a.paused, b.paused]).toEqual([false, false]);
  for (const dial of [a, b]) for (let i = 0; i < 100; i++) dial.message(`${100 + i}`);
  await world.pass(60_000);
  expect(world.pool.stats()).toMatchObject({ connected: 2, dials: 2 });
  await world.pool.send("a", "still there");
  expect(world.of("warning")).toEqual([
    expect.objectContaining({
      message: expect.stringContaining(said("pool.inbox", "WARN_INBOX_UNREAD")),
    }),
  ]);
  const told = world.of("overflow").reduce((sum, { dropped }) => sum + dropped, 0);
  expect([told, world.pool.inbox.dropped]).toEqual([told, told]);
  expect(world.texts().length + told).toBe(400);
  await world.end();
});

test("a redial of a peer whose inbox is unread leads to a link that stays", async () => {
  const world = new World({ network: { autoPong: true }, inbox });
  const dial = await world.connected();
  for (let i = 0; i < 100; i++) dial.message(`${i}`);
  await world.pass(6_000);
  world.pool.get("a")?.redial();
  await world.pass(200);
  world.network.latest.accept();
  for (let i = 0; i < 100; i++) world.network.latest.message(`again ${i}`);
  await world.pass(60_000);
  expect(world.pool.get("a")?.state).toBe("connected");
  expect(world.network.dials).toHaveLength(2);
  await world.end();
});

test("inbox.discard keeps nothing and says nothing, and what is heard is a sign of life", async () => {
  const world = new World({
    network: { ping: false },
    inbox: { ...inbox, discard: true },
    probe: { message: () => "?", isAnswer: (data) => data === "!" },
  });
  const dial = await world.connected();
  for (let i = 0; i < 60; i++) {
    for (let at = 0; at < 100; at++) dial.message(`${at}`);
    await world.pass(1_000);
  }
  expect(world.types).toEqual(["connected"]);
  expect(dial.paused).toBe(false);
  expect(world.pool.peerStats("a")).toMatchObject({ received: 6_000, dropped: 6_000, queued: 0 });
  await world.end();
});

test("a gate passes by a message that inbox.discard drops", async () => {
  const world = new World({
    inbox: { discard: true },
    ready: (data) => data === "welcome",
  });
  const dial = await world.connected();
  dial.message("hello");
  expect(world.types).toEqual([]);
  dial.message("welcome");
  await world.pass();
  expect(world.types).toEqual(["connected"]);
  await world.end();
});

test("once somebody has read, the link of a peer that floods the inbox ends as configured", async () => {
  const world = new World({
    network: { autoPong: true, pause: false },
    inbox: { capacity: 64, limit: { messages: 100 } },
  });
  const dial = await world.connected();
  for (let i = 0; i < 150; i++) dial.message(`${i}`);
  await world.pass(1);
  expect(world.types).not.toContain("disconnected");
  expect(world.texts()).toHaveLength(100);
  for (let i = 0; i < 100; i++) dial.message(`${i}`);
  await world.pass(1);
  for (let i = 0; i < 100; i++) dial.message(`${i}`);
  await world.pass(1);
  expect(world.of("disconnected")).toMatchObject([{ cause: { kind: "overflow" } }]);
  await world.end();
});
