// The options of a hub, and what they are when they are left out.

import {
  checkCount,
  checkMembers,
  checkNames,
  checkType,
  type Clock,
  ConfigError,
  type Logger,
  safeLogger,
  systemClock,
} from "@skep/core/base";
import { MAX_FRAME } from "@skep/protocol";
import type { AdmissionRules } from "./admission/admission.ts";
import type { Authenticate } from "./admission/authenticator.ts";
import { isTokenSource, type TokenSource } from "./admission/token-source.ts";
import type { Action } from "./core/effect.ts";
import { PLAIN, REFUSED } from "./core/namespace.ts";
import type { Engine, EngineNeeds } from "./engine/engine.ts";
import { memoryEngine } from "./engine/memory-engine.ts";
import type { HubClient } from "./hub-client.ts";
import {
  fillNamespaces,
  type NamespaceOptions,
  type Namespaces,
  needsOf,
} from "./namespace-options.ts";

/**
 * Says whether a client may do this with a channel. Its requests wait for the answer, one after the other. `signal` aborts when the answer is no
 * longer wanted: the client is gone, or `authTimeout` has passed.
 */
export type Authorise = (
  client: HubClient,
  action: Action,
  channel: string,
  context: { readonly signal: AbortSignal },
) => boolean | Promise<boolean>;

/** The options of a hub. None has to be given. */
export interface HubOptions {
  /** Who keeps the channels. Default: `memoryEngine()`, of this hub alone. */
  readonly engine?: Engine | undefined;
  /**
   * By the part of a channel's name before its first colon; `""` for names without one, `$all` for broadcasts. Default: no history, and
   * clients may not publish.
   */
  readonly namespaces?: Readonly<Record<string, NamespaceOptions>> | undefined;
  /**
   * Refuses what clients ask of channels whose namespace is not in `namespaces`, with `unknown_channel`: a name that is misspelled is noticed. What the
   * hub itself publishes and gives is not looked at. Default: `false`.
   */
  readonly requireNamespace?: boolean | undefined;
  /** Says who a client is, before its link opens or by its token. Default: nobody is asked. */
  readonly authenticate?: Authenticate | undefined;
  /** Where clients may have their tokens; the first of these places that has something counts. Default: `["header"]`. */
  readonly tokenFrom?: readonly TokenSource[] | undefined;
  /**
   * Milliseconds within which `authenticate` and `authorise` have to answer, and a first message with a token has to come. Default: 5,000;
   * whole number from 1.
   */
  readonly authTimeout?: number | undefined;
  /**
   * How many proxies in front of the hub are believed in what they say of a client in `X-Forwarded-For` and `X-Forwarded-Host`; `true` is
   * one. Whoever reaches the hub past them can claim any address. Default: 0.
   */
  readonly trustProxy?: boolean | number | undefined;
  /**
   * Whether a client may do this. Where it throws or rejects, it may not. Where it has not answered within `authTimeout`, the client is told to
   * try again later. Default: everybody may subscribe and read.
   */
  readonly authorise?: Authorise | undefined;
  /**
   * Origins of pages besides the hub's own, such as `https://app.example`, or a function that judges one. An upgrade from another page is
   * refused with 403, before anything else is asked. Default: none.
   */
  readonly allowedOrigins?: readonly string[] | ((origin: string) => boolean) | undefined;
  /** Refuses upgrades without an `Origin` header, which programs other than browsers do not send. Default: `false`. */
  readonly requireOrigin?: boolean | undefined;
  /** How much of everything the hub takes. Default: that of `hubDefaults.limits`, for each that is left out. */
  readonly limits?: Partial<HubLimits> | undefined;
  /** Milliseconds from one ping of a client to the next. Default: 30,000; whole number from 1. */
  readonly heartbeatInterval?: number | undefined;
  /** Milliseconds without any frame of a client, after which it is given up. Default: 60,000; greater than `heartbeatInterval`. */
  readonly pongTimeout?: number | undefined;
  /** Milliseconds after which a client is given up that takes nothing of what waits for it. Default: 10,000; whole number from 1. */
  readonly writeTimeout?: number | undefined;
  /** Told of upgrades that are refused for their origin, and of what listeners of `error` throw. Default: none. */
  readonly logger?: Logger | undefined;
  /** For tests. Default: the clock of the system. */
  readonly clock?: Clock | undefined;
  /** From 0 to 1; it spreads pings. Default: `Math.random`. */
  readonly random?: (() => number) | undefined;
}

/** How much of everything a hub takes. Whole numbers from 1. */
export interface HubLimits {
  /** The connections of all clients together. Default: 100,000. Beyond it upgrades are refused with 503. */
  readonly connections: number;
  /** The connections of one user. Default: 1,000. Beyond it upgrades are refused with 429. */
  readonly connectionsPerUser: number;
  /**
   * The connections from one address; of IPv6, from one network, which is the first 64 bits. Default: 10,000. Beyond it upgrades are refused
   * with 429.
   */
  readonly connectionsPerAddress: number;
  /** Clients that are not yet let in: `authenticate` is asked, or their first message has not come. Default: 1,000. Beyond it: 503. */
  readonly upgrades: number;
  /** Messages that a client may send in a second, and twice as many at once. Default: 5,000. Beyond it the client is not read for a while. */
  readonly rate: number;
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

export interface FilledOptions extends AdmissionRules {
  readonly engine: Engine;
  readonly authorise: HubOptions["authorise"];
  readonly limits: HubLimits;
  readonly heartbeatInterval: number;
  readonly pongTimeout: number;
  readonly writeTimeout: number;
  readonly random: () => number;
  readonly namespaceOf: Namespaces;
  readonly needs: EngineNeeds;
}

/** What a hub does where nothing is said. */
export const hubDefaults: {
  readonly limits: HubLimits;
  readonly heartbeatInterval: number;
  readonly pongTimeout: number;
  readonly writeTimeout: number;
  readonly authTimeout: number;
} = Object.freeze({
  limits: Object.freeze({
    connections: 100_000,
    connectionsPerUser: 1_000,
    connectionsPerAddress: 10_000,
    upgrades: 1_000,
    rate: 5_000,
    message: MAX_FRAME,
    subscriptions: 1_024,
    pending: 1_048_576,
    replay: 1_024,
    keys: 120_000,
  }),
  heartbeatInterval: 30_000,
  pongTimeout: 60_000,
  writeTimeout: 10_000,
  authTimeout: 5_000,
});

const NAMES: readonly string[] = [
  "engine",
  "namespaces",
  "requireNamespace",
  "authenticate",
  "tokenFrom",
  "authTimeout",
  "trustProxy",
  "authorise",
  "allowedOrigins",
  "requireOrigin",
  "limits",
  "heartbeatInterval",
  "pongTimeout",
  "writeTimeout",
  "logger",
  "clock",
  "random",
];

export function fillHubOptions(options: HubOptions): FilledOptions {
  checkNames(options, NAMES);
  checkKinds(options);
  checkNames(options.limits ?? {}, Object.keys(hubDefaults.limits), "limits.");
  const limits = { ...hubDefaults.limits, ...defined(options.limits ?? {}) };
  for (const [name, value] of Object.entries(limits)) checkCount(`limits.${name}`, value, 1);
  const { authTimeout, heartbeatInterval, pongTimeout, writeTimeout } = {
    ...hubDefaults,
    ...defined(options),
  };
  checkCount("heartbeatInterval", heartbeatInterval, 1);
  checkCount("pongTimeout", pongTimeout, heartbeatInterval + 1);
  checkCount("writeTimeout", writeTimeout, 1);
  checkCount("authTimeout", authTimeout, 1);
  const { authenticate, tokenFrom = ["header"], trustProxy = 0 } = options;
  checkList("tokenFrom", TOKEN_SOURCES, tokenFrom, isTokenSource);
  checkOrigins(options.allowedOrigins);
  const proxies = Number(trustProxy);
  checkCount("trustProxy", proxies, 0);
  return {
    engine: options.engine ?? memoryEngine(),
    authorise: options.authorise,
    authenticate,
    tokenFrom,
    authTimeout,
    proxies,
    allowedOrigins: options.allowedOrigins,
    requireOrigin: options.requireOrigin === true,
    limits,
    heartbeatInterval,
    pongTimeout,
    writeTimeout,
    random: options.random ?? Math.random,
    logger: options.logger && safeLogger(options.logger),
    clock: options.clock ?? systemClock({ unref: true }),
    namespaceOf: namespacesOf(options),
    needs: needsOf(options.namespaces ?? {}, limits.keys),
  };
}

function namespacesOf({ namespaces = {}, requireNamespace }: HubOptions): Namespaces {
  return fillNamespaces(namespaces, requireNamespace === true ? REFUSED : PLAIN);
}

function checkKinds(options: HubOptions): void {
  for (const name of ["authenticate", "authorise", "random"] as const)
    checkType(name, options[name], "function");
  for (const name of ["requireNamespace", "requireOrigin"] as const)
    checkType(name, options[name], "boolean");
  checkMembers("engine", options.engine, ["open"]);
  checkMembers("clock", options.clock, ["now", "wall", "schedule"]);
  checkMembers("logger", options.logger, ["debug", "info", "warn", "error"]);
}

/** A text would be taken for a list of all its parts. */
function checkOrigins(allowed: HubOptions["allowedOrigins"]): void {
  if (allowed === undefined || typeof allowed === "function") return;
  checkList("allowedOrigins", ORIGINS, allowed, isOrigin);
}

const TOKEN_SOURCES =
  "a list of token sources (header, header:NAME, cookie:NAME, subprotocol, query, query:NAME, message)";
const ORIGINS =
  "a list of origins as browsers send them, such as https://app.example, or a function";

/** Whether a browser can send this as `Origin`: a host without a scheme, a path or a wildcard would allow nobody. RFC 6454, section 7. */
function isOrigin(given: unknown): boolean {
  return typeof given === "string" && /^(null|[a-z][a-z\d+.-]*:\/\/[^\s/?#@*A-Z]+)$/.test(given);
}

/** Tells the first member that is none of these. */
function checkList(
  path: string,
  what: string,
  list: unknown,
  isOne: (each: unknown) => boolean,
): void {
  if (!Array.isArray(list)) throw new ConfigError(path, what, list);
  const wrong = list.findIndex((each) => !isOne(each));
  if (wrong >= 0) throw new ConfigError(path, what, list[wrong]);
}

/** Without what is `undefined`, which counts as left out. */
function defined<T extends object>(options: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  const entries = Object.entries(options).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries) as never;
}
