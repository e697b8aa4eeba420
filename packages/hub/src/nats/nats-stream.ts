// One stream as a session sees it: it is made where it is missing, and has a life, which ends when the stream is lost.

import { ConfigError } from "@skep/core/base";
import { EngineError } from "../errors.ts";
import type { StreamBounds } from "./history.ts";
import { findStreams, JetStream, lacksReplicas } from "./jetstream.ts";
import type { StreamSettings } from "./options.ts";
import type { NatsRequests } from "./requests.ts";
import {
  configOf,
  lifeIn,
  nameOf,
  isLifeOf,
  type StreamConfig,
  type StreamInfo,
  type StreamLife,
} from "./stream-config.ts";
import { claimOf } from "./subjects.ts";

/**
 * Throws a `ConfigError` where another hub has given a namespace a stream of its own and this one has not: then both would have channels of the same
 * names, and hear nothing of each other.
 */
export async function checkOthers(
  requests: NatsRequests,
  streams: readonly StreamSettings[],
): Promise<void> {
  const prefix = streams[0]?.prefix ?? "";
  const found = await findStreams(requests, claimOf(prefix, "*"));
  const other = found.find((name) => !streams.some((each) => isLifeOf(each, name)));
  if (other === undefined) return;
  throw new ConfigError(
    "namespaces",
    `the same for all hubs with the prefix ${prefix} (there is a stream ${other})`,
    `those of ${streams.map(({ name }) => name).join(", ")}`,
  );
}

/** A life of the stream, and what is asked of it. */
export interface LiveStream {
  readonly life: StreamLife;
  readonly api: JetStream;
}

export class NatsStream {
  readonly settings: StreamSettings;
  readonly #requests: NatsRequests;
  /** Gives a token that no life had before. */
  readonly #newLife: () => string;
  #live: LiveStream | undefined;

  constructor(settings: StreamSettings, requests: NatsRequests, newLife: () => string) {
    this.settings = settings;
    this.#requests = requests;
    this.#newLife = newLife;
  }

  /** As it was when somebody looked last. */
  get live(): LiveStream {
    if (this.#live === undefined) throw new EngineError("The stream is not known yet.");
    return this.#live;
  }

  /** Finds the stream, or makes it. Rejects with a `ConfigError` for one that was made with other settings. */
  async check(): Promise<void> {
    const info = (await this.#live?.api.info()) ?? (await this.#find()) ?? (await this.#make());
    const life = lifeIn(info, this.settings);
    if (life.epoch !== this.#live?.life.epoch)
      this.#live = { life, api: new JetStream(this.#requests, info.config.name) };
  }

  async #find(): Promise<StreamInfo | undefined> {
    const { name, prefix } = this.settings;
    const [found] = await findStreams(this.#requests, claimOf(prefix, name));
    return found === undefined ? undefined : new JetStream(this.#requests, found).info();
  }

  async #make(): Promise<StreamInfo> {
    const life = this.#newLife();
    const api = new JetStream(this.#requests, nameOf(this.settings, life));
    const made = await this.#create(api, configOf(this.settings, life));
    // Another hub may have been quicker.
    const info = made ?? (await this.#find());
    if (info === undefined) throw new EngineError(`The stream ${this.settings.name} is gone.`);
    return info;
  }

  async #create(api: JetStream, config: StreamConfig): Promise<StreamInfo | undefined> {
    try {
      return await api.create(config);
    } catch (error) {
      if (!lacksReplicas(error)) throw error;
      const { path, replicas } = this.settings;
      throw new ConfigError(`${path}replicas`, "1 at a server without a cluster", replicas);
    }
  }

  /** What the stream keeps now, and its newest sequence. Rejects where that life has ended. */
  async bounds({ api, life }: LiveStream): Promise<StreamBounds & { readonly last: number }> {
    const info = await api.info();
    if (info === undefined || lifeIn(info, this.settings).epoch !== life.epoch)
      throw new EngineError(`The stream ${this.settings.name} was lost.`);
    const { first_seq: first, last_seq: last } = info.state;
    return { first, last, perSubject: info.config.max_msgs_per_subject ?? 0 };
  }
}
