// What holds for sessions: they end, and they are apart.

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
    name: "lets each of two sessions have and leave its own channels",
    async run(scene) {
      const [a, b] = [await scene.open(), await scene.open()];
      await a.subscribe("c");
      await b.subscribe("c");
      await a.publish("c", "one");
      await Promise.all([a.hear("c", 1), b.hear("c", 1)]);
      await a.unsubscribe("c");
      await a.publish("c", "two");
      await b.hear("c", 2);
      await a.subscribe("c");
      await b.unsubscribe("c");
      await b.publish("c", "three");
      await a.hear("c", 2);
      await b.subscribe("c");
      await a.close();
      await b.publish("c", "four");
      await b.hear("c", 3);
      equal(a.payloads("c"), ["one", "three"], "what the first was told");
      equal(b.payloads("c"), ["one", "two", "four"], "what the second was told");
    },
  },
];
