// Laws 1, 2 and 7: one order for all, a chain, and nothing missing after `subscribe`.

import { equal } from "../worker-suite/assert.ts";
import type { EngineCase } from "./scene.ts";

const names = (count: number, prefix = "m"): string[] =>
  Array.from({ length: count }, (_, at) => `${prefix}${at}`);

export const orderCases: readonly EngineCase[] = [
  {
    name: "tells a message to every session that has subscribed, as it was published",
    async run(scene) {
      const [a, b] = [await scene.open(), await scene.open()];
      await a.subscribe("c");
      await b.subscribe("c");
      const { outcome, position } = await a.publish("c", "one", { time: 1_234_567_890_123 });
      equal(outcome, "published", "the outcome");
      equal(position.time, 1_234_567_890_123, "the time of its position");
      for (const session of [a, b]) {
        const [message] = await session.hear("c", 1);
        const { epoch, offset } = position;
        const expected = {
          channel: "c",
          epoch,
          offset,
          previous: 0,
          time: 1_234_567_890_123,
          payload: "one",
        };
        equal({ ...message }, expected, "the message");
      }
    },
  },
  {
    name: "gives the messages of several publishers one order, the same for all",
    async run(scene) {
      const sessions = [await scene.open(), await scene.open(), await scene.open()];
      for (const session of sessions) await session.subscribe("c");
      await Promise.all(
        sessions.map((session, at) => session.publishAll("c", names(50, `p${at}-`))),
      );
      const orders = await Promise.all(sessions.map((session) => session.hear("c", 150)));
      const [first] = orders.map((told) => told.map(({ payload }) => payload));
      for (const told of orders) {
        equal(
          told.map(({ payload }) => payload),
          first,
          "the order",
        );
        // A chain without holes: nothing was lost on the way.
        const neighbours = told.slice(1).map(({ previous }) => previous);
        equal(
          neighbours,
          told.slice(0, -1).map(({ offset }) => offset),
          "the chain",
        );
      }
      for (const at of [0, 1, 2])
        equal(
          first?.filter((payload) => payload.startsWith(`p${at}-`)),
          names(50, `p${at}-`),
          "the order of a publisher",
        );
    },
  },
  {
    name: "tells each of many publishes at once, in the order of their offsets",
    async run(scene) {
      const session = await scene.open();
      await session.subscribe("c");
      const published = await Promise.all(
        names(200).map((payload) => session.publish("c", payload)),
      );
      const offsets = published.map(({ position }) => position.offset).toSorted((a, b) => a - b);
      equal(new Set(offsets).size, 200, "the offsets");
      const told = await session.hear("c", 200);
      equal(
        told.map(({ offset }) => offset),
        offsets,
        "the offsets in order",
      );
    },
  },
  {
    name: "keeps channels apart",
    async run(scene) {
      const [a, b] = [await scene.open(), await scene.open()];
      await a.subscribe("c:1");
      await b.subscribe("c:2");
      await Promise.all([
        a.publishAll("c:2", names(20, "two")),
        b.publishAll("c:1", names(20, "one")),
      ]);
      await a.hear("c:1", 20);
      await b.hear("c:2", 20);
      equal(a.payloads("c:1"), names(20, "one"), "the first channel");
      equal([a.payloads("c:2"), b.payloads("c:1")], [[], []], "the channel of the other");
      equal((await a.last("c:1", 1)).top.offset > 0, true, "the offset");
    },
  },
  {
    name: "takes every name of a channel and every text",
    async run(scene) {
      const session = await scene.open();
      const payloads = ["", "\n", '{"a":"ä"}', "\u2028 \ud83d\ude00", "x".repeat(60_000)];
      for (const channel of ["$all", "a", "A_b-c.d:0:e", "process:job-9", "x".repeat(256)]) {
        await session.subscribe(channel);
        await session.publishAll(channel, payloads);
        await session.hear(channel, payloads.length);
        equal(session.payloads(channel), payloads, "the payloads");
      }
    },
  },
  {
    name: "tells everything after the position that subscribe gave, while others publish",
    async run(scene) {
      const [busy, late] = [await scene.open(), await scene.open()];
      const all = busy.publishAll("c", names(300));
      await busy.publish("c", "x");
      const position = await late.subscribe("c");
      const positions = await all;
      const last = positions.at(-1)?.offset ?? 0;
      await scene.until("the last message", () => {
        const top = late.told("c").at(-1);
        return top !== undefined && top.offset >= last ? true : undefined;
      });
      const told = late.told("c").filter(({ offset }) => offset > position.offset);
      equal(told[0]?.previous ?? position.offset, position.offset, "the neighbour of the first");
      const neighbours = told.slice(1).map(({ previous }) => previous);
      equal(
        neighbours,
        told.slice(0, -1).map(({ offset }) => offset),
        "the chain",
      );
    },
  },
  {
    name: "tells a session that subscribes twice each message once",
    async run(scene) {
      const session = await scene.open();
      await session.subscribe("c");
      await session.publish("c", "one");
      await session.hear("c", 1);
      const { offset } = await session.subscribe("c");
      equal(offset, session.told("c")[0]?.offset, "the position");
      await session.publish("c", "two");
      await session.hear("c", 2);
      await scene.quiet();
      equal(session.payloads("c"), ["one", "two"], "the messages");
    },
  },
  {
    name: "tells nothing of a channel that was left, and all of it when it is taken up again",
    async run(scene) {
      const session = await scene.open();
      await session.subscribe("c");
      await session.publish("c", "one");
      await session.hear("c", 1);
      await session.unsubscribe("c");
      await session.unsubscribe("c");
      await session.publish("c", "two");
      await scene.quiet();
      equal(session.payloads("c"), ["one"], "the messages");
      const position = await session.subscribe("c");
      await session.publish("c", "three");
      await session.hear("c", 2);
      equal(session.payloads("c"), ["one", "three"], "the messages");
      equal(session.told("c")[1]?.previous, position.offset, "the neighbour");
    },
  },
];
