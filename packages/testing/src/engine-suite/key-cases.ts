// Law 4: one key, one message.

import { equal } from "../worker-suite/assert.ts";
import { type EngineCase, payloadsOf } from "./scene.ts";

const key = (
  text: string,
  digest = "d",
  window = 120_000,
): { text: string; digest: string; window: number } => ({
  text,
  digest,
  window,
});

export const keyCases: readonly EngineCase[] = [
  {
    name: "takes a message with its key once, whoever sends it again",
    async run(scene) {
      const [a, b] = [await scene.open(), await scene.open()];
      await a.subscribe("c");
      const first = await a.publish("c", "one", { key: key("k") });
      await a.publish("c", "two");
      const again = [
        await a.publish("c", "one", { key: key("k") }),
        await b.publish("c", "one", { key: key("k") }),
      ];
      equal(
        again.map(({ outcome }) => outcome),
        ["duplicate", "duplicate"],
        "the outcomes",
      );
      equal(
        again.map(({ position }) => position),
        [first.position, first.position],
        "the positions",
      );
      await a.publish("c", "three");
      await a.hear("c", 3);
      equal(a.payloads("c"), ["one", "two", "three"], "what is told");
      equal(payloadsOf(await a.last("c", 10)), ["one", "two", "three"], "what is kept");
    },
  },
  {
    name: "takes one of many that send the same key at once",
    async run(scene) {
      const sessions = [await scene.open(), await scene.open()];
      const all = Array.from({ length: 40 }, (_, at) =>
        sessions[at % 2]!.publish("c", "one", { key: key("k") }),
      );
      const published = await Promise.all(all);
      equal(published.filter(({ outcome }) => outcome === "published").length, 1, "the publishes");
      equal(new Set(published.map(({ position }) => position.offset)).size, 1, "the offsets");
      equal(payloadsOf(await sessions[0]!.last("c", 10)), ["one"], "what is kept");
    },
  },
  {
    name: "says that another message under the same key is a conflict, and takes it not",
    async run(scene) {
      const session = await scene.open();
      const first = await session.publish("c", "one", { key: key("k", "a") });
      const other = await session.publish("c", "two", { key: key("k", "b") });
      equal([other.outcome, other.position], ["conflict", first.position], "the answer");
      equal(payloadsOf(await session.last("c", 10)), ["one"], "what is kept");
    },
  },
  {
    name: "keeps keys apart, of a channel and of channels",
    async run(scene) {
      const session = await scene.open();
      const texts = ["k", "K", "k ", "user\nk", "ä"];
      for (const text of texts)
        equal((await session.publish("c", text, { key: key(text) })).outcome, "published", text);
      equal(
        (await session.publish("d", "one", { key: key("k") })).outcome,
        "published",
        "the other channel",
      );
      equal(payloadsOf(await session.last("c", 10)), texts, "what is kept");
    },
  },
  {
    name: "remembers a key where no message is kept",
    async run(scene) {
      const session = await scene.open();
      const live = { retention: undefined, key: key("k") };
      const first = await session.publish("c", "one", live);
      const again = await session.publish("c", "one", live);
      equal([again.outcome, again.position], ["duplicate", first.position], "the answer");
    },
  },
  {
    name: "forgets a key after its window",
    needs: ["time"],
    async run(scene) {
      const session = await scene.open();
      const brief = { key: key("k", "d", 10_000) };
      await session.publish("c", "one", brief);
      await scene.advance(9_000);
      equal((await session.publish("c", "one", brief)).outcome, "duplicate", "within the window");
      await scene.advance(2_000);
      equal((await session.publish("c", "one", brief)).outcome, "published", "after the window");
    },
  },
];
