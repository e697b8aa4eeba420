// An application that wants no messages has gates all the same.

import { expect, test } from "vitest";
import { World } from "../pool/support/world.ts";

test("a gate receives under `inbox.discard`, and what it left is dropped when it passes", async () => {
  const world = new World({
    inbox: { discard: true },
    async onOpen(link) {
      await link.send(`answer to ${String(await link.receive())}`);
    },
  });
  const dial = await world.dialed();
  dial.accept();
  dial.message("challenge");
  dial.message("too early");
  await world.pass();
  dial.message("unwanted");
  expect(dial.sent).toEqual(["answer to challenge"]);
  expect(world.types).toEqual(["connected"]);
  expect(world.texts()).toEqual([]);
  expect(world.pool.stats()).toMatchObject({ received: 3, dropped: 2 });
  await world.end();
});
