// What a stream cannot keep as it is asked to is refused: before it is published, and when a session begins.

import { expect, test } from "vitest";
import type { EngineNeeds } from "../../src/engine/engine.ts";
import { Hub, Publisher } from "../../src/index.ts";
import { natsEngine } from "../../src/nats.ts";
import { fillNatsOptions } from "../../src/nats/options.ts";
import { checkFits } from "../../src/nats/publishing.ts";
import { FakeConnection } from "./support/fake-connection.ts";

const [settings, chat] = fillNatsOptions({ namespaces: { chat: { messages: 10 } } }).streams as [
  never,
  never,
];

test("what fits is let through", () => {
  checkFits({}, settings, "room:1");
  const retention = { messages: 1_000, age: 604_800_000 };
  checkFits({ retention, keys: 120_000 }, settings, "room:1");
});

test.each([
  [
    { retention: { messages: 1_001, age: 1 } },
    "messages must be at least 1001, which is asked for room:1, got 1000",
  ],
  [
    { retention: { messages: 1, age: 1e9 } },
    "age must be at least 1000000000, which is asked for room:1, got 604800000",
  ],
  [{ keys: 120_001 }, "keys must be at least 120001, which is asked for room:1, got 120000"],
])("%j is refused, by the option that is too small", (asked, text) => {
  expect(() => checkFits(asked, settings, "room:1")).toThrow(text);
});

test("a namespace is told by its own option", () => {
  const retention = { messages: 11, age: 1 };
  expect(() => checkFits({ retention }, chat, "chat:1")).toThrow(
    "namespaces.chat.messages must be at least 11",
  );
});

test("a hub is not ready with namespaces that the engine cannot keep", async () => {
  const engine = natsEngine(new FakeConnection(), { namespaces: { chat: { messages: 10 } } });
  const hub = new Hub({ engine, namespaces: { chat: { history: { messages: 11, age: 1 } } } });
  await expect(hub.ready).rejects.toThrow(
    'namespaces.chat.messages must be at least 11, which is asked for namespace "chat", got 10',
  );
  await hub.close();
  const other = new Hub({ engine, limits: { keys: 200_000 } });
  await expect(other.ready).rejects.toThrow(
    "keys must be at least 200000, which is asked for the keys of a hub, got 120000",
  );
  await other.close();
});

test("a hub and a publisher say what they need when they open their session", async () => {
  const asked: (EngineNeeds | undefined)[] = [];
  const engine = {
    name: "asks",
    open: async (_listener: unknown, needs?: EngineNeeds): Promise<never> => {
      asked.push(needs);
      throw new Error("closed");
    },
  };
  const namespaces = { a: { history: { messages: 5, age: 6 } }, "": {} };
  const hub = new Hub({ engine, namespaces });
  await expect(hub.ready).rejects.toThrow("closed");
  await expect(new Publisher({ engine, namespaces }).publish("a:1", 1)).rejects.toThrow("closed");
  const needs = { namespaces: { a: { messages: 5, age: 6 }, "": undefined }, keys: 120_000 };
  expect(asked).toEqual([needs, needs]);
  await hub.close();
});
