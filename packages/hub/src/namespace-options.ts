// The options of namespaces, checked and filled in.

import { checkCount, checkNames, checkType, ConfigError } from "@skep/core/base";
import { ALL, channelFault, namespaceOf } from "@skep/protocol";
import { type Namespace, PLAIN, type SlowPolicy } from "./core/namespace.ts";
import type { EngineNeeds, Retention } from "./engine/engine.ts";

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

/** Gives the namespace of each channel. */
export type Namespaces = (channel: string) => Namespace;

/** Gives the namespace of a channel; `other` for one that is not configured. */
export function fillNamespaces(
  options: Readonly<Record<string, NamespaceOptions>>,
  other: Namespace = PLAIN,
): Namespaces {
  const entries = Object.entries(options);
  const namespaces = new Map(entries.map(([name, each]) => [name, fillNamespace(name, each)]));
  return (channel) =>
    namespaces.get(channel === ALL ? ALL : namespaceOf(channel)) ??
    (channel === ALL ? PLAIN : other);
}

/** What an engine will be asked for by whoever has these namespaces. */
export function needsOf(
  options: Readonly<Record<string, NamespaceOptions>>,
  keys: number,
): EngineNeeds {
  const entries = Object.entries(options).map(([name, { history }]) => [name, history] as const);
  return { namespaces: Object.fromEntries(entries), keys };
}

const NAMES = ["history", "publish", "slow", "presence"];

function fillNamespace(name: string, options: NamespaceOptions): Namespace {
  const path = `namespaces.${name}`;
  if (!isNamespace(name))
    throw new ConfigError(path, "the part of a channel's name before its colon", name);
  checkNames(options, NAMES, `${path}.`);
  for (const flag of ["publish", "presence"] as const)
    checkType(`${path}.${flag}`, options[flag], "boolean");
  const { history: retention, publish = false, presence = false } = options;
  if (retention !== undefined) checkRetention(`${path}.history.`, retention);
  const { slow = retention === undefined ? "drop" : "cursor" } = options;
  if (!SLOW.includes(slow)) throw new ConfigError(`${path}.slow`, `one of ${SLOW.join()}`, slow);
  if (slow === "cursor" && retention === undefined)
    throw new ConfigError(`${path}.slow`, "another policy where there is no history", slow);
  return { retention, publish, slow, presence };
}

/** One that no channel has would be configured in vain. */
function isNamespace(name: string): boolean {
  if (name === "" || name === ALL) return true;
  return !name.includes(":") && channelFault(name) === undefined;
}

function checkRetention(prefix: string, retention: Retention): void {
  checkNames(retention, ["messages", "age"], prefix);
  checkCount(`${prefix}messages`, retention.messages, 1);
  checkCount(`${prefix}age`, retention.age, 1);
}

const SLOW: readonly SlowPolicy[] = ["cursor", "latest", "drop", "disconnect"];
