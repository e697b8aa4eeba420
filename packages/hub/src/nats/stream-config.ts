// What a stream of the engine is configured like, how a found one differs, and the epoch that it has. It knows no connection.

import { createHash } from "node:crypto";
import { ConfigError } from "@skep/core/base";
import { ChannelPlace } from "./channel-place.ts";
import type { StreamSettings } from "./options.ts";
import { claimOf, lifeOf, Subjects } from "./subjects.ts";

/** As JetStream has it. Times are in nanoseconds. */
export interface StreamConfig {
  readonly name: string;
  readonly subjects: readonly string[];
  readonly republish: { readonly src: string; readonly dest: string };
  readonly storage: string;
  readonly retention: string;
  readonly discard: string;
  readonly max_msgs: number;
  readonly max_msgs_per_subject: number;
  readonly max_age: number;
  readonly max_bytes: number;
  readonly duplicate_window: number;
  readonly num_replicas: number;
  readonly deny_delete: boolean;
  readonly deny_purge: boolean;
}

/** What JetStream says of a stream. */
export interface StreamInfo {
  readonly config: Partial<StreamConfig> & Pick<StreamConfig, "name">;
  /** When it was made. */
  readonly created: string;
  readonly state: { readonly first_seq: number; readonly last_seq: number };
}

const NANOSECONDS = 1_000_000;

/**
 * The stream that the engine makes. It is kept in files: in memory, finding the message before one in its channel takes ever longer. Nobody may delete
 * or purge messages of it: only then it is known what is missing in a channel.
 */
/**
 * Each life has a name of its own: a server that is still deleting a stream mixes up its files with those of another one by the same name (seen of
 * nats-server 2.9.10: messages that were acknowledged could not be found).
 */
export function nameOf({ name }: StreamSettings, life: string): string {
  return `${name}-${life}`;
}

/** A stream by this name is a life of this one. */
export function isLifeOf(settings: StreamSettings, name: string): boolean {
  return name.length > LENGTH && name.slice(0, -LENGTH) === nameOf(settings, "");
}

export function configOf(settings: StreamSettings, life: string): StreamConfig {
  const { age, bytes, keys, messages, name, prefix, replicas } = settings;
  const { allStored, allTold } = new Subjects(prefix, life);
  return {
    subjects: [allStored, claimOf(prefix, name)],
    republish: { src: allStored, dest: allTold },
    storage: "file",
    retention: "limits",
    discard: "old",
    max_msgs: -1,
    max_msgs_per_subject: messages + 1,
    max_age: age * NANOSECONDS,
    max_bytes: bytes,
    duplicate_window: keys * NANOSECONDS,
    num_replicas: replicas,
    deny_delete: true,
    deny_purge: true,
    name: nameOf(settings, life),
  };
}

/** One life of a stream, from the moment at which it was made to that at which it is lost. Its subjects are of this life alone. */
export class StreamLife {
  /** Of all channels together. */
  readonly epoch: string;
  readonly #subjects: Subjects;
  // Bound: `MOST_PLACES`. Overflow: all of them are found anew.
  readonly #places = new Map<string, ChannelPlace>();

  constructor(epoch: string, subjects: Subjects) {
    this.epoch = epoch;
    this.#subjects = subjects;
  }

  placeOf(channel: string): ChannelPlace {
    const known = this.#places.get(channel);
    if (known !== undefined) return known;
    if (this.#places.size >= MOST_PLACES) this.#places.clear();
    const epoch = epochOf(`${this.epoch} ${channel}`);
    const place = new ChannelPlace(this.#subjects.stored(channel), epoch);
    this.#places.set(channel, place);
    return place;
  }

  /** The subject of what a channel is told. */
  toldOf(channel: string): string {
    return this.#subjects.told(channel);
  }
}

/** Of a channel whose place is not known, the next message cannot name the one before it, and reading takes ten times as long. A place takes some 300 bytes. */
const MOST_PLACES = 65_536;

/** The life that a found stream has. Throws a `ConfigError` for one that differs from its settings. */
export function lifeIn(info: StreamInfo, settings: StreamSettings): StreamLife {
  const { name, prefix } = settings;
  const life = lifeOf(prefix, info.config.subjects?.[0]);
  const wanted = configOf(settings, life ?? "LIFE");
  checkSame(info.config, wanted, settings);
  const epoch = epochOf(`${name} ${life} ${info.created}`);
  return new StreamLife(epoch, new Subjects(prefix, life ?? ""));
}

/** The option that each setting is from. Those that no option changes are told by their names in JetStream. */
const OPTIONS: Partial<Record<keyof StreamConfig, keyof StreamSettings>> = {
  max_msgs_per_subject: "messages",
  max_age: "age",
  max_bytes: "bytes",
  duplicate_window: "keys",
  num_replicas: "replicas",
};

function checkSame(
  found: StreamInfo["config"],
  wanted: StreamConfig,
  settings: StreamSettings,
): void {
  for (const name of Object.keys(wanted) as (keyof StreamConfig)[]) {
    const [there, here] = [found[name], wanted[name]].map((value) => JSON.stringify(value));
    if (there === here) continue;
    const option = OPTIONS[name];
    const requirement = `what the stream ${found.name} was made with (its ${name} is ${there ?? "not set"})`;
    const value = option === undefined ? wanted[name] : settings[option];
    throw new ConfigError(settings.path + (option ?? name), requirement, value);
  }
}

/** Characters of base64url: 96 bits, so that no two are the same by chance. */
const LENGTH = 16;

export function epochOf(text: string): string {
  return createHash("sha256").update(text).digest("base64url").slice(0, LENGTH);
}
