// What a stream is made with, how a found one differs, and the life that it has.

import { expect, test } from "vitest";
import { fillNatsOptions } from "../../src/nats/options.ts";
import { configOf, lifeIn, type StreamInfo } from "../../src/nats/stream-config.ts";

const [settings, chat] = fillNatsOptions({ namespaces: { chat: {} } }).streams as [never, never];

const infoOf = (config: object = {}, created = "2026-01-01T00:00:00Z"): StreamInfo => ({
  config: { ...configOf(settings, "L1"), ...config },
  created,
  state: { first_seq: 1, last_seq: 1 },
});

test("a stream is kept in files, tells what it keeps, and lets nobody take messages out of it", () => {
  expect(configOf(settings, "L1")).toMatchObject({
    name: "skep-L1",
    subjects: ["skep.in.L1.>", "skep.claim.skep"],
    republish: { src: "skep.in.L1.>", dest: "skep.out.L1.>" },
    storage: "file",
    max_msgs_per_subject: 1_001,
    max_age: 604_800_000_000_000,
    duplicate_window: 120_000_000_000,
    deny_delete: true,
    deny_purge: true,
  });
});

test("a stream that is found has the epoch of its life: another where it was made anew", () => {
  const life = lifeIn(infoOf(), settings);
  const { epoch } = life;
  expect([life.placeOf("a").stored, life.toldOf("a")]).toEqual(["skep.in.L1.a", "skep.out.L1.a"]);
  expect(lifeIn(infoOf(), settings).epoch).toBe(epoch);
  const others = [
    lifeIn(infoOf({}, "2026-01-01T00:00:00.000000001Z"), settings),
    lifeIn(infoOf(configOf(settings, "L2")), settings),
  ];
  expect(new Set([epoch, ...others.map((each) => each.epoch)]).size).toBe(3);
});

test("the channels of one life have epochs of their own", () => {
  const life = lifeIn(infoOf(), settings);
  expect(life.placeOf("a").epoch).toBe(life.placeOf("a").epoch);
  expect(new Set([life.placeOf("a").epoch, life.placeOf("b").epoch, life.epoch]).size).toBe(3);
  expect(life.placeOf("a").epoch).toMatch(/^[\w-]{16}$/);
});

test.each([
  [
    { max_msgs_per_subject: 11 },
    "messages must be what the stream skep-L1 was made with (its max_msgs_per_subject is 11), got 1000",
  ],
  [
    { max_age: 0 },
    "age must be what the stream skep-L1 was made with (its max_age is 0), got 604800000",
  ],
  [
    { max_bytes: -1 },
    "bytes must be what the stream skep-L1 was made with (its max_bytes is -1), got 1073741824",
  ],
  [
    { duplicate_window: 5 },
    "keys must be what the stream skep-L1 was made with (its duplicate_window is 5), got 120000",
  ],
  [
    { num_replicas: 3 },
    "replicas must be what the stream skep-L1 was made with (its num_replicas is 3), got 1",
  ],
  [
    { republish: undefined },
    "republish must be what the stream skep-L1 was made with (its republish is not set)",
  ],
  [
    { storage: "memory" },
    'storage must be what the stream skep-L1 was made with (its storage is "memory"), got "file"',
  ],
  [
    { subjects: ["orders.>"] },
    'subjects must be what the stream skep-L1 was made with (its subjects is ["orders.>"])',
  ],
])(
  "a stream that was made with other settings is refused by its difference: %j",
  (config, text) => {
    expect(() => lifeIn(infoOf(config), settings)).toThrow(text);
    expect(() => lifeIn(infoOf(config), settings)).toThrow(
      expect.objectContaining({ code: "ERR_CONFIG" }),
    );
  },
);

test("the difference of a namespace's stream is told by the option of the namespace", () => {
  const found = {
    config: { ...configOf(chat, "L1"), max_bytes: 5 },
    created: "",
    state: { first_seq: 0, last_seq: 0 },
  };
  expect(() => lifeIn(found, chat)).toThrow(
    "namespaces.chat.bytes must be what the stream skep_chat-L1 was made with",
  );
});

test("a place is known as long as a session has no more than 65,536 of them", () => {
  const life = lifeIn(infoOf(), settings);
  const first = life.placeOf("first");
  for (let at = 1; at < 65_536; at++) life.placeOf(`${at}`);
  expect(life.placeOf("first")).toBe(first);
  life.placeOf("last");
  expect(life.placeOf("first")).not.toBe(first);
});
