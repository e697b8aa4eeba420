// The options of the engine over NATS, checked and filled in.

import {
  checkCount,
  checkMembers,
  checkNames,
  checkNumber,
  checkType,
  ConfigError,
} from "@skep/core/base";
import { type Clock, systemClock } from "@skep/core/base";
import { ALL, channelFault, namespaceOf } from "@skep/protocol";
import type { NatsConnectionLike } from "./connection-like.ts";
import { tokenOf } from "./subjects.ts";

/** How much one stream keeps. */
export interface NatsStreamOptions {
  /**
   * The messages of one channel. Default: 1,000; whole number from 1. A publish whose namespace keeps more is refused with a `ConfigError`. It is one more in the stream, so that
   * the place before the oldest is known.
   */
  readonly messages?: number | undefined;
  /**
   * Milliseconds for which a message stays. Default: 604,800,000, which is a week; whole number from `keys` to 9,223,372,036,854, which is 292 years. A publish whose namespace keeps it
   * longer is refused with a `ConfigError`. Give days: where all of a channel is gone, nobody can tell any more whether something was missed.
   */
  readonly age?: number | undefined;
  /**
   * The bytes of all channels together, on the disk of the server. Default: 1,073,741,824 (1 GiB); whole number from 1. Overflow: the oldest
   * message of all is trimmed, and its channel tells it.
   */
  readonly bytes?: number | undefined;
  /** Servers that keep a copy. Default: 1; 1, 3 or 5. */
  readonly replicas?: 1 | 3 | 5 | undefined;
}

/** The options of the engine over NATS. The streams are made where there are none. */
export interface NatsEngineOptions extends NatsStreamOptions {
  /** What subjects and streams begin with: hubs with one prefix share their channels. Default: `skep`; `A–Z a–z 0–9 _ -`. */
  readonly prefix?: string | undefined;
  /** Milliseconds for which an idempotency key is remembered at most, as `limits.keys` of the hub. Default: 120,000; whole number from 100. */
  readonly keys?: number | undefined;
  /**
   * Namespaces that have a stream of their own, by name: the same for all hubs with one prefix, as a hub that finds another one is not ready. Default: none; all
   * channels share one. What a stream leaves out is as said above.
   */
  readonly namespaces?: Readonly<Record<string, NatsStreamOptions>> | undefined;
  /** Milliseconds between two comparisons of the newest positions with those that were told. Default: 30,000; from 100. */
  readonly topInterval?: number | undefined;
  /** For tests. Default: the clock of the system. */
  readonly clock?: Clock | undefined;
  /** From 0 to 1; it tells lives of a stream apart. Default: `Math.random`. */
  readonly random?: (() => number) | undefined;
}

/** What one stream has to be like. */
export interface StreamSettings extends Required<{ [K in keyof NatsStreamOptions]: number }> {
  /** What the names of all its lives begin with. */
  readonly name: string;
  readonly prefix: string;
  readonly keys: number;
  /** Where its options stand: empty, or `namespaces.NAME.`. */
  readonly path: string;
}

export interface FilledNatsOptions {
  readonly streams: readonly StreamSettings[];
  /** The index of the stream that has the channels of a namespace. */
  readonly streamFor: (namespace: string) => number;
  readonly topInterval: number;
  readonly clock: Clock;
  readonly random: () => number;
}

const DEFAULTS = { messages: 1_000, age: 604_800_000, bytes: 1_073_741_824, replicas: 1 };

const REPLICAS: readonly number[] = [1, 3, 5];

/** JetStream counts nanoseconds in 64 bits: 292 years. */
const LONGEST_AGE = 9_223_372_036_854;

const STREAM_NAMES = Object.keys(DEFAULTS);
const NAMES = [...STREAM_NAMES, "prefix", "keys", "namespaces", "topInterval", "clock", "random"];

export function fillNatsOptions(options: NatsEngineOptions): FilledNatsOptions {
  checkNames(options, NAMES);
  const { prefix = "skep", keys = 120_000, namespaces = {}, ...rest } = options;
  checkNames(namespaces, Object.keys(Object(namespaces)), "namespaces.");
  const { topInterval = 30_000, clock = systemClock({ unref: true }), ...others } = rest;
  const { random = Math.random, ...shared } = others;
  if (typeof prefix !== "string" || !/^[\w-]{1,64}$/.test(prefix))
    throw new ConfigError("prefix", "1 to 64 characters of A–Z a–z 0–9 _ -", prefix);
  checkCount("keys", keys, 100);
  checkNumber("topInterval", topInterval, 100);
  checkMembers("clock", clock, ["now", "wall", "schedule"]);
  checkType("random", random, "function");
  const base = { prefix, keys };
  const first = fillStream({ ...base, name: prefix, path: "" }, shared);
  const named = Object.entries(namespaces).map(([name, each]) => {
    checkNamespace(name);
    const path = `namespaces.${name}.`;
    checkNames(each, STREAM_NAMES, path);
    return fillStream(
      { ...base, name: `${prefix}_${tokenOf(name)}`, path },
      { ...shared, ...each },
    );
  });
  const indexes = new Map(Object.keys(namespaces).map((name, at) => [name, at + 1]));
  const streamFor = (namespace: string): number => indexes.get(namespace) ?? 0;
  return { streams: [first, ...named], streamFor, topInterval, clock, random };
}

/** The namespace that a hub looks up for a channel. */
export function namespaceIn(channel: string): string {
  return channel === ALL ? ALL : namespaceOf(channel);
}

function fillStream(
  base: Pick<StreamSettings, "name" | "prefix" | "keys" | "path">,
  options: NatsStreamOptions,
): StreamSettings {
  const { messages = DEFAULTS.messages, age = DEFAULTS.age } = options;
  const { bytes = DEFAULTS.bytes, replicas = DEFAULTS.replicas } = options;
  checkCount(`${base.path}messages`, messages, 1);
  checkCount(`${base.path}age`, age, base.keys);
  if (age > LONGEST_AGE)
    throw new ConfigError(`${base.path}age`, `a whole number up to ${LONGEST_AGE}`, age);
  checkCount(`${base.path}bytes`, bytes, 1);
  if (!REPLICAS.includes(replicas))
    throw new ConfigError(`${base.path}replicas`, `one of ${REPLICAS.join(", ")}`, replicas);
  return { ...base, messages, age, bytes, replicas };
}

/** Of a namespace in the name of its stream, which may have 255 characters. */
const LONGEST = 160;

function checkNamespace(name: string): void {
  if (tokenOf(name).length > LONGEST)
    throw new ConfigError(
      `namespaces.${name}`,
      `a name of at most ${LONGEST} characters, as it has a stream; a point counts as two`,
      name,
    );
  const isName =
    name === "" || name === ALL || (!name.includes(":") && channelFault(name) === undefined);
  if (!isName)
    throw new ConfigError(
      `namespaces.${name}`,
      "the part of a channel's name before its colon",
      name,
    );
}

const METHODS = ["publish", "subscribe", "status", "isClosed", "closed", "reconnect"];

/** Throws a `ConfigError` for a connection that cannot be used, or that gives up by itself: whoever waits for it then waits for ever. */
export function checkConnection(connection: NatsConnectionLike): void {
  checkMembers("connection", connection ?? null, METHODS);
  const { maxReconnectAttempts = -1, reconnect = true } = connection.options ?? {};
  if (maxReconnectAttempts >= 0)
    throw new ConfigError(
      "connection.maxReconnectAttempts",
      "-1, so that it never gives up",
      maxReconnectAttempts,
    );
  if (!reconnect) throw new ConfigError("connection.reconnect", "true", reconnect);
}
