// What holds for sessions: they end, they are apart, and they are told when the engine is away.

import { equal } from "../worker-suite/assert.ts";
import { type EngineCase, payloadsOf } from "./scene.ts";

export const sessionCases: readonly EngineCase[] = [
  {
    name: "tells nothing after the end of a session, and takes nothing",
    async run(scene) {
      const [gone, there] = [await scene.open(), await scene.open()];
      await gone.subscribe("c");
      await there.subscribe("c");
      await gone.close();
      await gone.close();
      await there.publish("c", "one");
      await there.hear("c", 1);
      await scene.quiet();
      equal(gone.payloads("c"), [], "what the ended one was told");
      const refused = await gone.publish("c", "two").then(
        () => "taken",
        (error: { code?: string }) => error.code,
      );
      equal(refused, "ERR_HUB_ENGINE", "a publish");
      equal(payloadsOf(await there.last("c", 10)), ["one"], "what is kept");
    },
  },
  {
    name: "goes on for a session that comes later",
    async run(scene) {
      const first = await scene.open();
      const [position] = await first.publishAll("c", ["one", "two"], { key: undefined });
      await first.close();
      const second = await scene.open();
      equal(payloadsOf(await second.after("c", position!)), ["two"], "what is read");
      const { epoch } = (await second.publish("c", "three")).position;
      equal(epoch, position?.epoch, "the epoch");
    },
  },
  {
    name: "lets a hole be seen where messages were lost on the way, and has them",
    needs: ["cuts"],
    async run(scene) {
      const [there, cut] = [await scene.open(), await scene.open()];
      await cut.subscribe("c");
      await there.publish("c", "one");
      const [one] = await cut.hear("c", 1);
      await scene.act("cut");
      await there.publishAll("c", ["two", "three"]);
      await scene.act("heal");
      await scene.until("a message after the cut", async () => {
        await there.publish("c", "later");
        await scene.quiet();
        return cut.told("c").length > 1 ? true : undefined;
      });
      const next = cut.told("c")[1];
      const isWhole = next?.payload === "two";
      equal(isWhole || (next?.previous ?? 0) > (one?.offset ?? 0), true, "the hole");
      const { epoch = "", offset = 0, time } = one ?? {};
      const read = payloadsOf(await cut.after("c", { epoch, offset, time }));
      equal(read.slice(0, 2), ["two", "three"], "what is read");
    },
  },
  {
    name: "says that it is away, refuses what is published meanwhile, and goes on",
    needs: ["stalls"],
    async run(scene) {
      const session = await scene.open();
      await session.subscribe("c");
      await session.publish("c", "one", { key: { text: "k1", digest: "d", window: 120_000 } });
      await scene.act("stall");
      await scene.until("down", () => (session.statuses.includes("down") ? true : undefined));
      const key = { text: "k2", digest: "d", window: 120_000 };
      const refused = await session.publish("c", "two", { key }).then(
        () => "taken",
        (error: { code?: string }) => error.code,
      );
      equal(refused, "ERR_HUB_ENGINE", "a publish");
      await scene.act("resume");
      await scene.until("up", () => (session.statuses.at(-1) === "up" ? true : undefined));
      await session.publish("c", "two", { key });
      const { entries = [] } = await session.last("c", 10);
      equal(
        entries.filter(({ payload }) => payload === "two").length,
        1,
        "the messages of one key",
      );
    },
  },
];
