// The README of the hub names each option, event and method, with the default that the code has.

import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { docstringsOf } from "../../../tools/docs/docstrings.ts";
import { HUB_EVENT_TYPES } from "../src/hub-events.ts";
import { hubDefaults } from "../src/hub-options.ts";
import { fillMemoryOptions } from "../src/engine/memory-options.ts";
import { Hub } from "../src/hub.ts";
import { fillNatsOptions } from "../src/nats/options.ts";
import { fillRedisOptions } from "../src/redis/redis-options.ts";
import { PublishingHub } from "../src/publishing-hub.ts";

const text = readFileSync(new URL("../README.md", import.meta.url), "utf8");

/** The cells of the row that begins with this. */
const rowOf = (first: string): readonly string[] | undefined =>
  text
    .split("\n")
    .find((line) => line.startsWith(`| \`${first}\``))
    ?.split(" | ");

const numberOf = (cell: string | undefined): number =>
  Number(/^[\d,]+/.exec(cell ?? "")?.[0]?.replaceAll(",", ""));

test("each limit and each time stands there with its default", () => {
  const { limits, ...times } = hubDefaults;
  const { maxBytes, maxChannels, maxKeys } = fillMemoryOptions({});
  const { channelTtl, topInterval } = fillRedisOptions({ duplicate: () => {} }, {});
  const [stream] = fillNatsOptions({}).streams;
  const { age, bytes, keys, messages, replicas } = stream ?? {};
  const numbers = {
    ...Object.fromEntries(Object.entries(limits).map(([name, value]) => [`limits.${name}`, value])),
    ...times,
    "memoryEngine({ maxBytes })": maxBytes,
    "memoryEngine({ maxChannels })": maxChannels,
    "memoryEngine({ maxKeys })": maxKeys,
    channelTtl,
    topInterval,
    ...{ age, bytes, keys, messages, replicas },
  };
  expect(Object.keys(numbers).length).toBeGreaterThan(15);
  const told = Object.keys(numbers).map((name) => [name, numberOf(rowOf(name)?.[1])]);
  expect(Object.fromEntries(told)).toEqual(numbers);
});

test("each option of a hub, of a namespace and of an engine is named", () => {
  const names = [
    ...(docstringsOf(new URL("../src/hub-options.ts", import.meta.url))
      .get("HubOptions")
      ?.keys() ?? []),
    ...(docstringsOf(new URL("../src/namespace-options.ts", import.meta.url))
      .get("NamespaceOptions")
      ?.keys() ?? []),
    ...(docstringsOf(new URL("../src/redis/redis-options.ts", import.meta.url))
      .get("RedisEngineOptions")
      ?.keys() ?? []),
    ...["NatsEngineOptions", "NatsStreamOptions"].flatMap((name) => [
      ...(docstringsOf(new URL("../src/nats/options.ts", import.meta.url))
        .get(name)
        ?.keys() ?? []),
    ]),
  ];
  expect(names.length).toBeGreaterThan(18);
  expect(names.filter((name) => !new RegExp(`\\b${name}\\b`).test(text))).toEqual([]);
});

test("each event is named", () => {
  expect(HUB_EVENT_TYPES.filter((type) => !text.includes(`\`${type}\``))).toEqual([]);
});

test("each method of a hub is named", () => {
  const names = [Hub, PublishingHub].flatMap(({ prototype }) =>
    Object.getOwnPropertyNames(prototype),
  );
  const own = new Set(["constructor", "publishOutbound", "processPort", "listenerThrew"]);
  expect(names.length).toBeGreaterThan(20);
  expect(names.filter((name) => !own.has(name) && !new RegExp(`\\b${name}\\b`).test(text))).toEqual(
    [],
  );
});
