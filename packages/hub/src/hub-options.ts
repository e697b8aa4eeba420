// The options of a hub, and what they are when they are left out.

import { type Clock, ConfigError, type Logger, systemClock } from "@skep/core/base";
import { ALL, MAX_FRAME, namespaceOf } from "@skep/protocol";
import type { OriginRules } from "./acceptor/origin.ts";
import type { Action } from "./core/effect.ts";
import { type Namespace, PLAIN, type SlowPolicy } from "./core/namespace.ts";
import type { Engine, Retention } from "./engine/engine.ts";
import { memoryEngine } from "./engine/memory-engine.ts";
import type { HubClient } from "./hub-client.ts";

/** How the channels of one namespace are treated. */
export interface NamespaceOptions {
  /** How much of each channel is kept. Default: nothing. */
  readonly history?: Retention | undefined;
  /** Clients may publish. Default: `false`. */
  readonly publish?: boolean | undefined;
  /** What becomes of a client that reads too slowly. Default: `cursor` with history, `drop` without. `cursor` needs history. */
  readonly slow?: SlowPolicy | undefined;
  /** The answer to `subscribe` says how many subscribers there are at this hub. Default: `false`. */
  readonly presence?: boolean | undefined;
}

export interface HubOptions {
  /** Who keeps the channels. Default: `memoryEngine()`, of this hub alone. */
  readonly engine?: Engine | undefined;
  /**
   * By the part of a channel's name before its first colon; `""` for names without one, `$all` for broadcasts. Default: no history, and
   * clients may not publish.
   */
  readonly namespaces?: Readonly<Record<string, NamespaceOptions>> | undefined;
  /** Whether a client may do this. Where it throws or rejects, it may not. Default: everybody may subscribe and read. */
  readonly authorise?:
    | ((client: HubClient, action: Action, channel: string) => boolean | Promise<boolean>)
    | undefined;
  /**
   * Origins of pages besides the hub's own, such as `https://app.example`, or a function that judges one. An upgrade from another page is
   * refused with 403, before anything else is asked. Default: none.
   */
  readonly allowedOrigins?: readonly string[] | ((origin: string) => boolean) | undefined;
  /** Refuses upgrades without an `Origin` header, which programs other than browsers do not send. Default: `false`. */
  readonly requireOrigin?: boolean | undefined;
  readonly limits?: Partial<HubLimits> | undefined;
  /** Milliseconds from one ping of a client to the next. Default: 30,000; whole number from 1. */
  readonly heartbeatInterval?: number | undefined;
  /** Milliseconds without any frame of a client, after which it is given up. Default: 60,000; greater than `heartbeatInterval`. */
  readonly pongTimeout?: number | undefined;
  /** Default: none. */
  readonly logger?: Logger | undefined;
  /** For tests. Default: the clock of the system. */
  readonly clock?: Clock | undefined;
  /** From 0 to 1; it spreads pings. Default: `Math.random`. */
  readonly random?: (() => number) | undefined;
}

export interface HubLimits {
  /** The longest message of a client, in bytes. Default: 65,536. */
  readonly message: number;
  /** The channels of one client. Default: 1,024. */
  readonly subscriptions: number;
  /** Bytes that wait for one client before it gets no more publications. Default: 1,048,576. */
  readonly pending: number;
  /** Publications that are replayed to a client at once. Default: 1,024. */
  readonly replay: number;
  /** How long an idempotency key is remembered, in milliseconds. Default: 120,000. */
  readonly keys: number;
}

export interface FilledOptions extends OriginRules {
  readonly engine: Engine;
  readonly authorise: HubOptions["authorise"];
  readonly limits: HubLimits;
  readonly heartbeatInterval: number;
  readonly pongTimeout: number;
  readonly random: () => number;
  readonly logger: Logger | undefined;
  readonly clock: Clock;
  namespaceOf(channel: string): Namespace;
}

/** What a hub does where nothing is said. */
export const hubDefaults: {
  readonly limits: HubLimits;
  readonly heartbeatInterval: number;
  readonly pongTimeout: number;
} = Object.freeze({
  limits: Object.freeze({
    message: MAX_FRAME,
    subscriptions: 1_024,
    pending: 1_048_576,
    replay: 1_024,
    keys: 120_000,
  }),
  heartbeatInterval: 30_000,
  pongTimeout: 60_000,
});

const NAMES: readonly string[] = [
  "engine",
  "namespaces",
  "authorise",
  "allowedOrigins",
  "requireOrigin",
  "limits",
  "heartbeatInterval",
  "pongTimeout",
  "logger",
  "clock",
  "random",
];

export function fillHubOptions(options: HubOptions): FilledOptions {
  for (const name of Object.keys(options)) if (!NAMES.includes(name)) unknown(name);
  const limits = { ...hubDefaults.limits, ...defined(options.limits ?? {}) };
  for (const [name, value] of Object.entries(limits)) {
    if (!Object.hasOwn(hubDefaults.limits, name)) unknown(`limits.${name}`);
    checkCount(`limits.${name}`, value, 1);
  }
  const { heartbeatInterval, pongTimeout } = { ...hubDefaults, ...defined(options) };
  checkCount("heartbeatInterval", heartbeatInterval, 1);
  checkCount("pongTimeout", pongTimeout, heartbeatInterval + 1);
  const namespaces = fillNamespaces(options.namespaces ?? {});
  return {
    engine: options.engine ?? memoryEngine(),
    authorise: options.authorise,
    allowedOrigins: options.allowedOrigins,
    requireOrigin: options.requireOrigin === true,
    limits,
    heartbeatInterval,
    pongTimeout,
    random: options.random ?? Math.random,
    logger: options.logger,
    clock: options.clock ?? systemClock({ unref: true }),
    namespaceOf: (channel) => namespaces.get(channel === ALL ? ALL : namespaceOf(channel)) ?? PLAIN,
  };
}

function fillNamespaces(options: NonNullable<HubOptions["namespaces"]>): Map<string, Namespace> {
  return new Map(Object.entries(options).map(([name, each]) => [name, fillNamespace(name, each)]));
}

function fillNamespace(name: string, options: NamespaceOptions): Namespace {
  const path = `namespaces.${name}`;
  const { history: retention, publish = false, presence = false } = options;
  if (retention !== undefined) {
    checkCount(`${path}.history.messages`, retention.messages, 1);
    checkCount(`${path}.history.age`, retention.age, 1);
  }
  const { slow = retention === undefined ? "drop" : "cursor" } = options;
  if (!SLOW.includes(slow)) throw new ConfigError(`${path}.slow`, `one of ${SLOW.join()}`, slow);
  if (slow === "cursor" && retention === undefined)
    throw new ConfigError(`${path}.slow`, "another policy where there is no history", slow);
  return { retention, publish, slow, presence };
}

const SLOW: readonly SlowPolicy[] = ["cursor", "latest", "drop", "disconnect"];

function checkCount(path: string, value: unknown, least: number): void {
  if (Number.isSafeInteger(value) && (value as number) >= least) return;
  throw new ConfigError(path, `a whole number from ${least}`, value);
}

/** Without what is `undefined`, which counts as left out. */
function defined<T extends object>(options: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  const entries = Object.entries(options).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries) as never;
}

function unknown(path: string): never {
  throw new ConfigError(path, "left out, as there is no such option", undefined);
}
