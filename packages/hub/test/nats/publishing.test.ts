// What a stream cannot keep as it is asked to is refused before it is published.

import { expect, test } from "vitest";
import { fillNatsOptions } from "../../src/nats/options.ts";
import { checkFits } from "../../src/nats/publishing.ts";

const [settings, chat] = fillNatsOptions({ namespaces: { chat: { messages: 10 } } }).streams as [
  never,
  never,
];
const request = { channel: "room:1", payload: "", time: 0 };

test("what fits is let through", () => {
  checkFits(request, settings);
  const key = { text: "k", digest: "d", window: 120_000 };
  checkFits({ ...request, retention: { messages: 1_000, age: 604_800_000 }, key }, settings);
});

test.each([
  [
    { retention: { messages: 1_001, age: 1 } },
    "messages must be at least 1001, as the hub asks for room:1, got 1000",
  ],
  [
    { retention: { messages: 1, age: 1e9 } },
    "age must be at least 1000000000, as the hub asks for room:1, got 604800000",
  ],
  [
    { key: { text: "k", digest: "d", window: 120_001 } },
    "keys must be at least 120001, as the hub asks for room:1, got 120000",
  ],
])("%j is refused, by the option that is too small", (more, text) => {
  expect(() => checkFits({ ...request, ...more }, settings)).toThrow(text);
});

test("a namespace is told by its own option", () => {
  const retention = { messages: 11, age: 1 };
  expect(() => checkFits({ ...request, channel: "chat:1", retention }, chat)).toThrow(
    "namespaces.chat.messages must be at least 11",
  );
});
