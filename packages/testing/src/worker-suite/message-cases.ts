// What a worker does with messages, and with what the inbox says to them.

import { check, equal } from "./assert.ts";
import type { Scene, WorkerCase } from "./scene.ts";

export const messageCases: readonly WorkerCase[] = [
  {
    name: "writes every message to the inbox, in order, as of its dial",
    needs: ["delivers"],
    async run(scene) {
      await scene.connect();
      const counted = scene.watched.plugin?.inboxCounter.value ?? 0;
      const bytes = new Uint8Array([1, 2, 3]);
      await scene.deliver("one", bytes, "", "four");
      await written(scene, 4);
      const { written: all, plugin, told } = scene.watched;
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
    async run(scene) {
      await scene.connect();
      await scene.lose();
      const { dial } = await scene.told("connected", 2);
      await scene.deliver("again");
      await written(scene, 1);
      equal(scene.watched.written, [{ data: "again", dial }], "what was written");
    },
  },
  {
    name: "loses nothing and goes on when the inbox has said pause",
    needs: ["delivers"],
    async run(scene) {
      await scene.connect();
      scene.watched.answers.push("pause");
      await scene.deliver("one", "two");
      await written(scene, 1);
      await scene.pass(20);
      scene.watched.resume();
      await scene.deliver("three");
      await written(scene, 3);
      equal(texts(scene), ["one", "two", "three"], "the messages");
      check(scene.watched.isConnected, "the link was given up");
    },
  },
  {
    name: "stops reading when the inbox says pause, and says so",
    needs: ["delivers", "pauses"],
    async run(scene) {
      await scene.connect();
      scene.watched.answers.push("pause");
      await scene.deliver("one");
      await scene.until("paused", () => scene.watched.paused > 0 || undefined);
      await scene.deliver("two");
      await scene.pass(100);
      equal(texts(scene), ["one"], "the messages while it paused");
      scene.watched.resume();
      await written(scene, 2);
    },
  },
  {
    name: "gives its link up when the inbox says full to a message, and comes back",
    needs: ["delivers", "loses"],
    async run(scene) {
      await scene.connect();
      scene.watched.answers.push("full");
      await scene.deliver("one too many");
      await expectReturn(scene);
    },
  },
  {
    name: "gives its link up when the inbox tells full, and comes back",
    needs: ["loses"],
    async run(scene) {
      await scene.connect();
      scene.watched.full();
      await expectReturn(scene);
    },
  },
];

async function expectReturn(scene: Scene): Promise<void> {
  await scene.told("disconnected");
  scene.watched.resume();
  await scene.told("connected", 2);
}

function written(scene: Scene, count: number): Promise<true> {
  const { written: all } = scene.watched;
  return scene.until(`message ${count} in the inbox`, () => all.length >= count || undefined);
}

function texts(scene: Scene): unknown[] {
  return scene.watched.written.map(({ data }) => data);
}
