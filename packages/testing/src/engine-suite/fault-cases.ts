// What holds when something goes wrong: messages that are lost on the way are seen to be, what was lost for good is said, and an engine that was
// away goes on.

import { equal } from "../worker-suite/assert.ts";
import type { EngineRequest } from "./engine-like.ts";
import { type EngineCase, payloadsOf, type Scene, type Session } from "./scene.ts";

const FIVE = ["0", "1", "2", "3", "4"];

/** What may be published again without being there twice. */
const keyed = (text: string): Pick<EngineRequest, "key"> => ({
  key: { text, digest: "d", window: 120_000 },
});

const codeOf = (published: Promise<unknown>): Promise<string | undefined> =>
  published.then(
    () => "taken",
    (error: { code?: string }) => error.code,
  );

async function leave(scene: Scene, session: Session): Promise<void> {
  await scene.act("stall");
  await scene.until("down", () => (session.statuses.at(-1) === "down" ? true : undefined));
}

async function comeBack(scene: Scene, session: Session): Promise<void> {
  await scene.act("resume");
  await scene.until("up", () => (session.statuses.at(-1) === "up" ? true : undefined));
}

export const faultCases: readonly EngineCase[] = [
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
      await session.publish("c", "one", keyed("k1"));
      await leave(scene, session);
      equal(await codeOf(session.publish("c", "two", keyed("k2"))), "ERR_HUB_ENGINE", "a publish");
      await comeBack(scene, session);
      await session.publish("c", "two", keyed("k2"));
      const { entries = [] } = await session.last("c", 10);
      equal(
        entries.filter(({ payload }) => payload === "two").length,
        1,
        "the messages of one key",
      );
    },
  },
  {
    name: "gives channels another epoch when it has lost them",
    needs: ["loses"],
    async run(scene) {
      const before = await scene.open();
      const positions = await before.publishAll("c", FIVE);
      await scene.act("lose");
      const after = await scene.open();
      await after.subscribe("c");
      const { position } = await after.publish("c", "new");
      equal(position.epoch === positions[0]?.epoch, false, "the same epoch");
      for (const old of positions) equal((await after.after("c", old)).gap, "epoch", "the gap");
      equal((await after.hear("c", 1))[0]?.payload, "new", "what is told");
    },
  },
  {
    name: "does not take an older copy of itself for the same history",
    needs: ["restores"],
    async run(scene) {
      const before = await scene.open();
      await before.publishAll("c", FIVE);
      await scene.act("save");
      const lost = await before.publishAll("c", ["lost 1", "lost 2"]);
      await scene.act("restore");
      const after = await scene.open();
      await scene.pass(5);
      await after.publishAll("c", ["new 1", "new 2", "new 3"]);
      for (const position of lost) {
        const { gap } = await after.after("c", position);
        equal(gap === "fork" || gap === "epoch", true, `the gap ${gap}`);
      }
    },
  },
  {
    name: "tells the newest position where the last message was lost on the way",
    needs: ["cuts"],
    async run(scene) {
      const [there, cut] = [await scene.open(), await scene.open()];
      await cut.subscribe("c");
      await there.publish("c", "one");
      const [one] = await cut.hear("c", 1);
      await scene.act("cut");
      const { epoch, offset } = (await there.publish("c", "two")).position;
      await scene.act("heal");
      await scene.compare();
      const newest = await scene.until("the top", () => {
        const position = cut.newest("c");
        return (position?.offset ?? 0) >= offset ? position : undefined;
      });
      equal([newest.epoch, newest.offset], [epoch, offset], "the newest position");
      equal(payloadsOf(await cut.after("c", one!)), ["two"], "what is read");
    },
  },
  {
    name: "says nothing to a session that has ended when it goes and comes back",
    needs: ["stalls"],
    async run(scene) {
      const [ended, there] = [await scene.open(), await scene.open()];
      await ended.subscribe("c");
      await ended.close();
      await leave(scene, there);
      await comeBack(scene, there);
      await scene.quiet();
      equal(ended.statuses, [], "what the ended one was told");
    },
  },
  {
    name: "has after an outage what it has acknowledged, and once what was sent again by its key",
    needs: ["stalls"],
    async run(scene) {
      const session = await scene.open();
      const payloads = Array.from({ length: 40 }, (_, at) => `m${at}`);
      const first = payloads
        .slice(0, 20)
        .map((payload) => session.publish("c", payload, keyed(payload)));
      const sent = Promise.allSettled(first);
      await leave(scene, session);
      const outcomes = await sent;
      await comeBack(scene, session);
      const kept = payloadsOf(await session.last("c", 100));
      for (const [at, { status }] of outcomes.entries())
        if (status === "fulfilled") equal(kept.includes(payloads[at]!), true, `${payloads[at]}`);
      for (const payload of payloads) await session.publish("c", payload, keyed(payload));
      const all = payloadsOf(await session.last("c", 100));
      equal(all.toSorted(), payloads.toSorted(), "what is kept");
    },
  },
  {
    name: "gives channels another epoch for a session that goes on over a loss",
    needs: ["loses", "stalls"],
    async run(scene) {
      const session = await scene.open();
      await session.subscribe("c");
      const positions = await session.publishAll("c", FIVE);
      await session.hear("c", 5);
      await scene.act("lose");
      const { position } = await scene.until("a publish", () =>
        session.publish("c", "new", keyed("new")).catch(() => undefined),
      );
      equal(position.epoch === positions[0]?.epoch, false, "the same epoch");
      for (const old of positions) equal((await session.after("c", old)).gap, "epoch", "the gap");
      // Where it was not yet told again, it can be read.
      const { entries = [] } = await session.last("c", 100);
      const told = [...entries, ...session.told("c")].filter(({ payload }) => payload === "new");
      const epochs = new Set(told.map(({ epoch }) => epoch));
      equal([...epochs], [position.epoch], "the epoch of the message");
    },
  },
  {
    name: "gives no position to two messages, also when it was set back",
    needs: ["restores"],
    async run(scene) {
      const before = await scene.open();
      const old = await before.publishAll("c", FIVE);
      await scene.act("save");
      old.push(...(await before.publishAll("c", ["lost 1", "lost 2"])));
      await scene.act("restore");
      const after = await scene.open();
      await scene.pass(5);
      const all = [...old, ...(await after.publishAll("c", ["new 1", "new 2", "new 3"]))];
      const texts = all.map(({ epoch, offset, time }) => `${epoch} ${offset} ${time}`);
      equal(new Set(texts).size, texts.length, "the positions");
    },
  },
];
