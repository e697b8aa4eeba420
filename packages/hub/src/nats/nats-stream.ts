// One stream as a session sees it: it is made where it is missing, and has a life, which ends when the stream is lost.

import { EngineError } from "../errors.ts";
import type { StreamBounds } from "./history.ts";
import { JetStream } from "./jetstream.ts";
import type { StreamSettings } from "./options.ts";
import type { NatsRequests } from "./requests.ts";
import { configOf, lifeIn, type StreamInfo, type StreamLife } from "./stream-config.ts";

export class NatsStream {
  readonly settings: StreamSettings;
  readonly api: JetStream;
  /** Gives a token that no life had before. */
  readonly #newLife: () => string;
  #life: StreamLife | undefined;

  constructor(settings: StreamSettings, requests: NatsRequests, newLife: () => string) {
    this.settings = settings;
    this.api = new JetStream(requests, settings.name);
    this.#newLife = newLife;
  }

  get life(): StreamLife {
    if (this.#life === undefined) throw new EngineError("The stream is not known yet.");
    return this.#life;
  }

  /**
   * Finds the stream, or makes it. Resolves with whether it has another life than before. Rejects with a `ConfigError` for one that was made with
   * other settings.
   */
  async check(): Promise<boolean> {
    const life = lifeIn((await this.api.info()) ?? (await this.#make()), this.settings);
    if (life.epoch === this.#life?.epoch) return false;
    this.#life = life;
    return true;
  }

  async #make(): Promise<StreamInfo> {
    const made = await this.api.create(configOf(this.settings, this.#newLife()));
    // Another hub may have been quicker.
    const info = made ?? (await this.api.info());
    if (info === undefined) throw new EngineError(`The stream ${this.settings.name} is gone.`);
    return info;
  }

  /** What the stream keeps now, and its newest sequence. Rejects where it is not the one of that life any more. */
  async bounds(life: StreamLife): Promise<StreamBounds & { readonly last: number }> {
    const info = await this.api.info();
    if (info === undefined || lifeIn(info, this.settings).epoch !== life.epoch)
      throw new EngineError(`The stream ${this.settings.name} was lost.`);
    const { first_seq: first, last_seq: last } = info.state;
    return { first, last, perSubject: info.config.max_msgs_per_subject ?? 0 };
  }
}
