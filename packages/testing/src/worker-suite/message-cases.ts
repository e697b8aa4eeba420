// What a worker does with messages, and with what the inbox says to them.

import { check, equal } from "./assert.ts";
import type { Stage, WorkerCase } from "./stage.ts";

export const messageCases: readonly WorkerCase[] = [
  {
    name: "writes every message to the inbox, in order, as of its dial",
    needs: ["delivers"],
    async run(stage) {
      await stage.connect();
      const counted = stage.watched.plugin?.inboxCounter.value ?? 0;
      const bytes = new Uint8Array([1, 2, 3]);
      await stage.deliver("one", bytes, "", "four");
      await written(stage, 4);
      const { written: all, plugin, told } = stage.watched;
      equal(
        all.map(({ data }) => data),
        ["one", bytes, "", "four"],
        "the messages",
      );
      equal(new Set(all.map(({ dial }) => dial)).size, 1, "the number of dials");
      equal(all[0]?.dial, told[0]?.dial, "the dial");
      equal((plugin?.inboxCounter.value ?? 0) - counted, 4, "inboxCounter");
    },
  },
  {
    name: "writes messages of a new link as of its dial",
    needs: ["delivers", "loses"],
    async run(stage) {
      await stage.connect();
      await stage.lose();
      const { dial } = await stage.told("connected", 2);
      await stage.deliver("again");
      await written(stage, 1);
      equal(stage.watched.written, [{ data: "again", dial }], "what was written");
    },
  },
  {
    name: "loses nothing and goes on when the inbox has said pause",
    needs: ["delivers"],
    async run(stage) {
      await stage.connect();
      stage.watched.answers.push("pause");
      await stage.deliver("one", "two");
      await stage.pass(20);
      stage.watched.resume();
      await stage.deliver("three");
      await written(stage, 3);
      equal(texts(stage), ["one", "two", "three"], "the messages");
      check(stage.watched.isConnected, "the link was given up");
    },
  },
  {
    name: "stops reading when the inbox says pause, and says so",
    needs: ["delivers", "pauses"],
    async run(stage) {
      await stage.connect();
      stage.watched.answers.push("pause");
      await stage.deliver("one");
      await stage.until("paused", () => stage.watched.paused > 0 || undefined);
      await stage.deliver("two");
      await stage.pass(100);
      equal(texts(stage), ["one"], "the messages while it paused");
      stage.watched.resume();
      await written(stage, 2);
    },
  },
  {
    name: "gives its link up when the inbox says full to a message, and comes back",
    needs: ["delivers", "loses"],
    async run(stage) {
      await stage.connect();
      stage.watched.answers.push("full");
      await stage.deliver("one too many");
      await expectReturn(stage);
    },
  },
  {
    name: "gives its link up when the inbox tells full, and comes back",
    needs: ["loses"],
    async run(stage) {
      await stage.connect();
      stage.watched.full();
      await expectReturn(stage);
    },
  },
];

async function expectReturn(stage: Stage): Promise<void> {
  await stage.told("disconnected");
  stage.watched.resume();
  await stage.told("connected", 2);
}

function written(stage: Stage, count: number): Promise<true> {
  const { written: all } = stage.watched;
  return stage.until(`message ${count} in the inbox`, () => all.length >= count || undefined);
}

function texts(stage: Stage): unknown[] {
  return stage.watched.written.map(({ data }) => data);
}
