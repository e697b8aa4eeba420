// What a session asks Redis about channels: each question is one script.

import type { Position } from "@skep/protocol";
import type { Published, PublishRequest, ReadAnswer, ReadRange } from "../engine/engine.ts";
import { keyOf, liveOf } from "./layout.ts";
import { lifeArguments } from "./life-script.ts";
import { PUBLISH, publishArguments, publishedFrom } from "./publish-script.ts";
import { answerFrom, READ, readArguments } from "./read-script.ts";
import type { RedisConnection } from "./redis-connection.ts";
import { engineErrorOf, redisCode } from "./redis-error.ts";
import type { Script } from "./script.ts";
import { SWEEP } from "./sweep-script.ts";
import { TOPS, topsFrom } from "./top-script.ts";

export interface ChannelScriptsOptions {
  readonly prefix: string;
  readonly channelTtl: number;
  readonly trustPersistence: boolean;
  /** 96 bits of chance. With the number of a call, no two epochs are the same. */
  readonly session: string;
  /** Throws where Redis is away. */
  readonly connection: () => RedisConnection;
}

/** All of them reject with an `EngineError`. */
export class ChannelScripts {
  readonly #options: ChannelScriptsOptions;
  #count = 0;

  constructor(options: ChannelScriptsOptions) {
    this.#options = options;
  }

  async publish(request: PublishRequest): Promise<Published> {
    const { channel } = request;
    const args = publishArguments(liveOf(this.#options.prefix, channel), request);
    return publishedFrom(await this.#run(PUBLISH, [channel], args));
  }

  async read(channel: string, range: ReadRange): Promise<ReadAnswer> {
    return answerFrom(channel, await this.#run(READ, [channel], readArguments(range)));
  }

  async top(channel: string): Promise<Position> {
    const [position] = await this.#topsOf([channel]);
    return position as Position;
  }

  /** In the order of the channels. */
  async tops(channels: readonly string[]): Promise<(Position | undefined)[]> {
    const tops = new Map<string, Position>();
    const questions = this.#options.connection().questionsOf(channels);
    await Promise.all(questions.map((group) => this.#addTops(tops, group)));
    return channels.map((channel) => tops.get(channel));
  }

  async #addTops(tops: Map<string, Position>, group: readonly string[]): Promise<void> {
    try {
      const positions = await this.#topsOf(group);
      for (const [at, position] of positions.entries()) tops.set(group[at] as string, position);
    } catch (error) {
      // While a slot is moved, only scripts of one key are sure to find it.
      const { cause } = Object(error) as { readonly cause?: unknown };
      if (redisCode(cause) !== "TRYAGAIN" || group.length < 2) throw error;
      await Promise.all(group.map((channel) => this.#addTops(tops, [channel])));
    }
  }

  async #topsOf(group: readonly string[]): Promise<Position[]> {
    return topsFrom(await this.#run(TOPS, group), group.length);
  }

  /** Drops messages and keys whose time is over. Resolves with whether any are left. */
  async sweep(channel: string): Promise<boolean> {
    return (await this.#run(SWEEP, [channel])) === 1;
  }

  async #run(
    script: Script,
    channels: readonly string[],
    more: readonly string[] = [],
  ): Promise<unknown> {
    try {
      const { commands } = this.#options.connection();
      const keys = channels.map((channel) => keyOf(this.#options.prefix, channel));
      return await commands.run(script, keys, [...this.#life(commands.masters), ...more]);
    } catch (error) {
      throw engineErrorOf(error);
    }
  }

  #life(masters: string): string[] {
    const { channelTtl: ttl, session, trustPersistence } = this.#options;
    const epoch = `${session}${(++this.#count).toString(36)}`;
    return lifeArguments({ epoch, ttl, trustPersistence, masters });
  }
}
