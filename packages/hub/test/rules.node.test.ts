// The rules of the house for the hub: what it may import, which part decides, and what is public.

import { expect, test } from "vitest";
import { PackageSource, unexplained } from "../../../tools/docs/package-source.ts";
import * as hub from "../src/index.ts";
import * as nats from "../src/nats.ts";
import * as redis from "../src/redis.ts";

const source = new PackageSource(new URL("../src/", import.meta.url));
const { files } = source;
const code = (file: string): string => source.code(file);
const imports = (file: string): string[] => source.imports(file);
const DOORS = ["index.ts", "nats.ts", "redis.ts"];
/** The one thing that is imported of the client of a broker, which an application hands in; it is of the optional peer. */
const CLIENT: Readonly<Record<string, string>> = { "nats/requests.ts": "@nats-io/nats-core" };

test("it stands on the base of the core and the protocol, and knows no client", () => {
  const allowed =
    /^(@skep\/core\/base|@skep\/protocol|ws|node:(buffer|crypto|http|net|os|stream))$/;
  const outside = files.flatMap((file) =>
    imports(file).filter(
      (name) => !name.startsWith(".") && !allowed.test(name) && CLIENT[file] !== name,
    ),
  );
  expect(outside).toEqual([]);
});

test("what decides knows no platform, no promise and no clock", () => {
  const folders = [...source.within("core/"), ...source.within("metrics/")];
  expect(folders.length).toBeGreaterThan(20);
  const platform = folders.filter((file) => imports(file).some((name) => /^(ws|node:)/.test(name)));
  const waiting = folders.filter((file) => /\b(async|await|Promise|Clock|Date)\b/.test(code(file)));
  expect([platform, waiting]).toEqual([[], []]);
});

/** What decides in the engine over Redis, and what reads and writes what goes over its connections. */
const REDIS = [
  "beats",
  "layout",
  "life-script",
  "link-state",
  "live-message",
  "publish-script",
  "read-script",
  "reply",
  "top-script",
];

test("what decides about Redis waits for nothing", () => {
  const redis = REDIS.map((name) => `redis/${name}.ts`);
  const pure = [...redis, "redis-bridge/bridge-channels.ts", "redis-bridge/bridge-format.ts"];
  expect(files).toEqual(expect.arrayContaining(pure));
  const waiting = pure.filter((file) => /\b(async|await|Promise|Clock|Date)\b/.test(code(file)));
  expect(waiting).toEqual([]);
});

/** What decides in the engine over NATS. */
const NATS = [
  "channel-place",
  "history",
  "newest-search",
  "options",
  "server-info",
  "stored-message",
  "stream-config",
  "subjects",
];

test("what decides about NATS waits for nothing, and knows no connection", () => {
  const pure = NATS.map((name) => `nats/${name}.ts`);
  expect(source.within("nats/")).toEqual(expect.arrayContaining(pure));
  const waiting = pure.filter((file) => /\b(async|await|Promise|Date)\b/.test(code(file)));
  const asking = pure.filter((file) =>
    imports(file).some((name) => /^\.\/(requests|jetstream|nats-|channel-reader|live-)/.test(name)),
  );
  expect([waiting, asking]).toEqual([[], []]);
});

test("what decides is imported by its shell, and imports none of it", () => {
  const allowed = /^\.\/|^\.\.\/(engine\/engine|metrics\/\w+|payload|publish-request)\.ts$/;
  const outside = source
    .within("core/")
    .flatMap(imports)
    .filter((name) => name.startsWith(".") && !allowed.test(name));
  expect(outside).toEqual([]);
});

test("it waits on a clock that it is given, and draws lots from a source that it is given", () => {
  const naming = files.filter((file) =>
    /\b(setTimeout|setInterval|Date\.now|performance|console)\b/.test(code(file)),
  );
  expect(naming).toEqual([]);
  // Their defaults alone.
  const defaults = [
    "engine/memory-options.ts",
    "hub-options.ts",
    "nats/options.ts",
    "redis-bridge/bridge-options.ts",
    "redis/redis-options.ts",
  ];
  expect(files.filter((file) => code(file).includes("Math.random")).toSorted()).toEqual(defaults);
});

test("it says in the first line of each file what it is", () => {
  expect(source.nameless).toEqual([]);
});

test("only the door re-exports", () => {
  expect(source.reexporting(DOORS)).toEqual([]);
});

test("each of its errors and events is public, and each error stands in docs/errors.md", () => {
  const [errors, events] = [source.classes("errors.ts"), source.classes("hub-events.ts")];
  expect(Object.keys(hub)).toEqual(expect.arrayContaining([...errors, ...events]));
  expect(unexplained(errors)).toEqual([]);
});

test("the public names are these", () => {
  expect(Object.keys(hub).toSorted()).toEqual([
    "AnswerTimeoutError",
    "ConflictError",
    "EngineError",
    "Hub",
    "HubAuthFailedEvent",
    "HubChannelEvent",
    "HubClientEvent",
    "HubClosedError",
    "HubErrorEvent",
    "HubStatusEvent",
    "LimitError",
    "Publisher",
    "apiKeys",
    "hubDefaults",
    "isSameSecret",
    "memoryEngine",
  ]);
});

test("the public names of the entry point for Redis are these", () => {
  expect(Object.keys(redis).toSorted()).toEqual(["redisBridge", "redisEngine"]);
});

test("the public names of the engine over NATS are these", () => {
  expect(Object.keys(nats)).toEqual(["natsEngine"]);
});

const given = source.given(DOORS);

test("each public name says what it is", () => {
  expect(given.length).toBeGreaterThan(40);
  expect(source.bare(given)).toEqual([]);
});

const members = source.membersOf(given);

/** Options that have to be given. */
const REQUIRED = ["PublisherOptions.engine", "ListenOptions.port"];

test("each option says what it is, and what is done where it is left out", () => {
  const options = members.filter(({ name }) => /(Options|Limits)$/.test(name));
  const vague = options.filter(({ doc, member, name }) =>
    doc === undefined ? true : !doc.includes("Default") && !REQUIRED.includes(`${name}.${member}`),
  );
  expect(options.length).toBeGreaterThan(35);
  expect(vague).toEqual([]);
});

test("each member of what an application or an engine is given says what it is", () => {
  const told = [
    "AuthRequest",
    "AuthResult",
    "EngineSession",
    "ExitLike",
    "HubClient",
    "OutboundMessage",
  ];
  const bare = members.filter(({ doc, name }) => told.includes(name) && doc === undefined);
  expect([...new Set(members.map(({ name }) => name))]).toEqual(expect.arrayContaining(told));
  expect(bare).toEqual([]);
});
