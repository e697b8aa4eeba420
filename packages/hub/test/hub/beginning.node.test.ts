// The beginning of a hub: what happens before its engine has opened a session.

import { expect, test } from "vitest";
import type { Engine, EngineMessage } from "../../src/engine/engine.ts";
import { memoryEngine } from "../../src/engine/memory-engine.ts";
import { Hub } from "../../src/hub.ts";

test("A hub becomes ready whatever the application asks of it before.", async () => {
  const hub = new Hub();
  hub.recheck({ user: "ada" });
  hub.revoke({ user: "ada" });
  await hub.ready;
  expect((await hub.publish("a", 1)).offset).toBe(1);
  await hub.close();
});

test("A hub becomes ready over an engine that was away while it opened a session.", async () => {
  const real = memoryEngine();
  const engine: Engine = {
    name: "hasty",
    async open(listener) {
      const session = await real.open(listener);
      listener.status("down");
      listener.status("up");
      await new Promise((resolve) => setImmediate(resolve));
      return session;
    },
  };
  const hub = new Hub({ engine });
  await hub.ready;
  await expect.poll(() => hub.status).toBe("up");
  await hub.close();
});

test("What is published before a hub is ready is not overtaken by what is published when it is.", async () => {
  const engine = memoryEngine();
  const told: EngineMessage[] = [];
  const session = await engine.open({
    message: (message) => told.push(message),
    status: () => {},
    top: () => {},
  });
  await session.subscribe("a");
  const hub = new Hub({ engine });
  const published = [hub.publish("a", 1), hub.publish("a", 2)];
  hub.addEventListener("status", () => published.push(hub.publish("a", 3)));
  await hub.ready;
  await Promise.all(published);
  await expect.poll(() => told.map(({ payload }) => payload.at(-1))).toEqual(["1", "2", "3"]);
  await hub.close();
});
