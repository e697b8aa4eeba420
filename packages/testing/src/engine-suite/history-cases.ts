// Laws 3, 5 and 6: what was acknowledged can be read, and what cannot be read is said.

import { equal } from "../worker-suite/assert.ts";
import { type EngineCase, payloadsOf } from "./scene.ts";

const FIVE = ["0", "1", "2", "3", "4"];

export const historyCases: readonly EngineCase[] = [
  {
    name: "has what it has acknowledged",
    async run(scene) {
      const [a, b] = [await scene.open(), await scene.open()];
      const start = (await a.last("c", 0)).top;
      for (const [at, payload] of FIVE.entries()) {
        const { position } = await a.publish("c", payload);
        const answer = await b.after("c", start);
        equal(payloadsOf(answer), FIVE.slice(0, at + 1), "what is read");
        equal(answer.top, position, "the top");
      }
    },
  },
  {
    name: "has each of many messages at once when it acknowledges it",
    async run(scene) {
      const [a, b] = [await scene.open(), await scene.open()];
      const payloads = Array.from({ length: 60 }, (_, at) => `m${at}`);
      await Promise.all(
        payloads.map(async (payload) => {
          const { position } = await a.publish("c", payload);
          const { top, entries = [] } = await b.last("c", 100);
          equal(top.offset >= position.offset, true, "the top");
          const found = entries.find(({ offset }) => offset === position.offset);
          equal(found?.payload, payload, "what is read at its position");
        }),
      );
    },
  },
  {
    name: "reads on from every position that it gave",
    async run(scene) {
      const session = await scene.open();
      const positions = await session.publishAll("c", FIVE);
      for (const [at, position] of positions.entries()) {
        equal(payloadsOf(await session.after("c", position)), FIVE.slice(at + 1), `after ${at}`);
        // A client may not know the time.
        const { epoch, offset } = position;
        equal(
          payloadsOf(await session.after("c", { epoch, offset })),
          FIVE.slice(at + 1),
          `after ${at}`,
        );
      }
    },
  },
  {
    name: "reads the last few, as they were told",
    async run(scene) {
      const session = await scene.open();
      await session.subscribe("c");
      equal((await session.last("c", 3)).entries, [], "of an empty channel");
      await session.publishAll("c", FIVE);
      equal(payloadsOf(await session.last("c", 2)), ["3", "4"], "the last two");
      equal(payloadsOf(await session.last("c", 100)), FIVE, "all");
      equal(payloadsOf(await session.last("c", 0)), [], "none");
      equal((await session.last("c", 100)).entries, await session.hear("c", 5), "the same as told");
    },
  },
  {
    name: "keeps no more messages than the retention says, and says what is trimmed",
    async run(scene) {
      const session = await scene.open();
      const retention = { messages: 3, age: 3_600_000 };
      const positions = await session.publishAll("c", FIVE, { retention });
      equal(payloadsOf(await session.last("c", 100)), ["2", "3", "4"], "what is kept");
      const answers = await Promise.all(positions.map((position) => session.after("c", position)));
      equal(
        answers.map(({ gap }) => gap ?? ""),
        ["trimmed", "", "", "", ""],
        "the gaps",
      );
      equal(
        payloadsOf(answers[1] ?? { top: positions[0]! }),
        ["2", "3", "4"],
        "after the last that is gone",
      );
    },
  },
  {
    name: "keeps the position alone where there is no retention",
    async run(scene) {
      const session = await scene.open();
      await session.subscribe("c");
      const positions = await session.publishAll("c", FIVE, { retention: undefined });
      equal((await session.hear("c", 5)).length, 5, "what is told");
      equal((await session.last("c", 100)).entries, [], "what is kept");
      const [old, top] = [positions[3]!, positions[4]!];
      equal((await session.after("c", old)).gap, "trimmed", "the gap");
      equal(payloadsOf(await session.after("c", top)), [], "after the newest");
    },
  },
  {
    name: "reads no more than the limit",
    async run(scene) {
      const session = await scene.open();
      const [first] = await session.publishAll("c", FIVE);
      equal((await session.after("c", first!, 3)).gap, "limit", "with a limit of 3");
      equal(payloadsOf(await session.after("c", first!, 4)), FIVE.slice(1), "with a limit of 4");
    },
  },
  {
    name: "says that a position of another life of the channel is one",
    async run(scene) {
      const session = await scene.open();
      const [first] = await session.publishAll("c", FIVE);
      const strange = { ...first!, epoch: "another" };
      equal((await session.after("c", strange)).gap, "epoch", "the gap");
      equal((await session.after("empty", first!)).gap, "epoch", "the gap in another channel");
    },
  },
  {
    name: "says that a position was of another history, by the time of its message",
    async run(scene) {
      const session = await scene.open();
      const positions = await session.publishAll("c", FIVE);
      const [first, top] = [positions[0]!, positions[4]!];
      for (const position of [first, top]) {
        const strange = { ...position, time: (position.time ?? 0) - 5 };
        equal((await session.after("c", strange)).gap, "fork", "the gap");
      }
      const beyond = { ...top, offset: top.offset + 1 };
      equal((await session.after("c", beyond)).gap, "fork", "the gap beyond the top");
    },
  },
  {
    name: "says so for the newest message that is gone, too",
    async run(scene) {
      const session = await scene.open();
      const positions = await session.publishAll("c", FIVE, {
        retention: { messages: 2, age: 3_600_000 },
      });
      const gone = positions[2]!;
      equal(payloadsOf(await session.after("c", gone)), ["3", "4"], "what follows");
      const strange = { ...gone, time: (gone.time ?? 0) - 5 };
      equal((await session.after("c", strange)).gap, "fork", "the gap");
    },
  },
  {
    name: "forgets what is too old",
    needs: ["time"],
    async run(scene) {
      const session = await scene.open();
      const retention = { messages: 100, age: 10_000 };
      const old = (await session.publish("c", "old", { retention })).position;
      await scene.advance(6_000);
      const young = (await session.publish("c", "young", { retention })).position;
      equal(payloadsOf(await session.last("c", 10)), ["old", "young"], "what is kept");
      await scene.advance(6_000);
      equal(payloadsOf(await session.last("c", 10)), ["young"], "what is kept");
      equal(payloadsOf(await session.after("c", old)), ["young"], "after the old one");
      await scene.advance(6_000);
      equal((await session.after("c", old)).gap, "trimmed", "the gap");
      equal(payloadsOf(await session.after("c", young)), [], "after the young one");
    },
  },
];
