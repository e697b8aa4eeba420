// One session of the bridge: what is published goes to Redis, and is told when it comes back from there, to this hub as to every other one.

import type { Clock } from "@skep/core/base";
import type { Position } from "@skep/protocol";
import type {
  EngineListener,
  EngineSession,
  Published,
  PublishKey,
  PublishRequest,
  ReadAnswer,
  ReadRange,
} from "../engine/engine.ts";
import { KeyMemory } from "../engine/key-memory.ts";
import { EngineError } from "../errors.ts";
import { engineErrorOf, redisCode } from "../redis/redis-error.ts";
import { BridgeChannels } from "./bridge-channels.ts";
import { channelOf, envelopeOf, messageOf, nameOf } from "./bridge-format.ts";
import { BridgeLink } from "./bridge-link.ts";
import type { FilledBridgeOptions } from "./bridge-options.ts";

/** Keys that a session remembers. Overflow: the oldest is forgotten. */
const MOST_KEYS = 100_000;

export class BridgeSession implements EngineSession {
  readonly #options: FilledBridgeOptions;
  readonly #listener: EngineListener;
  readonly #clock: Clock;
  readonly #sourceId: string;
  readonly #channels: BridgeChannels;
  readonly #keys = new KeyMemory(MOST_KEYS);
  /** By key, the publish that is under way. Bound: the publishes without an answer. */
  readonly #sending = new Map<string, Promise<Published>>();
  readonly #link: BridgeLink;
  #isClosed = false;

  constructor(options: FilledBridgeOptions, sourceId: string, listener: EngineListener) {
    this.#options = options;
    this.#listener = listener;
    this.#clock = options.clock;
    this.#sourceId = sourceId;
    this.#channels = new BridgeChannels(sourceId);
    this.#link = new BridgeLink({
      ...options,
      listener,
      message: (name, text) => this.#arrived(name, text),
      back: () => this.#channels.renew(),
    });
  }

  open(): Promise<void> {
    return this.#link.open();
  }

  /** Publishes under one key go one after the other, as the first of them may be refused. */
  async publish(request: PublishRequest): Promise<Published> {
    this.#check();
    const { channel, key } = request;
    if (key === undefined) return this.#send(request);
    const own = { ...key, text: `${channel}\n${key.text}` };
    while (this.#sending.has(own.text)) await this.#sending.get(own.text)?.catch(() => {});
    const known = this.#keys.find(own, this.#clock.now());
    if (known !== undefined)
      return {
        outcome: known.digest === key.digest ? "duplicate" : "conflict",
        position: known.position,
      };
    const sending = this.#send(request, own).finally(() => this.#sending.delete(own.text));
    this.#sending.set(own.text, sending);
    return sending;
  }

  /**
   * A publish that Redis did not answer counts as done, as nobody knows whether it was: sent again under its key, it could be there twice. One that it
   * refused was not done. The position is none of a subscriber, as that one counts what it is told.
   */
  async #send(request: PublishRequest, key?: PublishKey): Promise<Published> {
    this.#link.check();
    const { channel, time } = request;
    const position = { epoch: this.#sourceId, offset: 0, time };
    const text = envelopeOf(this.#sourceId, request);
    try {
      await this.#link.publish(nameOf(this.#options.prefix, channel), text);
    } catch (error) {
      if (redisCode(error) !== undefined) throw engineErrorOf(error);
      this.#remember(key, position);
      throw new EngineError("Redis has not answered a publish.", error);
    }
    this.#remember(key, position);
    return { outcome: "published", position };
  }

  #remember(key: PublishKey | undefined, position: Position): void {
    if (key !== undefined) this.#keys.add(key, position, this.#clock.now());
  }

  async subscribe(channel: string): Promise<Position> {
    this.#check();
    this.#link.check();
    this.#channels.add(channel);
    await this.#asked(this.#link.subscribe(nameOf(this.#options.prefix, channel)));
    return this.#channels.topOf(channel);
  }

  async #asked(asked: Promise<void>): Promise<void> {
    try {
      await asked;
    } catch (error) {
      throw engineErrorOf(error);
    }
  }

  async unsubscribe(channel: string): Promise<void> {
    if (this.#isClosed || !this.#channels.delete(channel)) return;
    await this.#asked(this.#link.unsubscribe(nameOf(this.#options.prefix, channel)));
  }

  async read(channel: string, range: ReadRange): Promise<ReadAnswer> {
    this.#check();
    return this.#channels.read(channel, range);
  }

  async close(): Promise<void> {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#link.close();
  }

  #arrived(name: string, text: string): void {
    const channel = channelOf(this.#options.prefix, name);
    if (this.#isClosed || channel === undefined) return;
    const message = messageOf(channel, text, this.#clock.wall());
    if (typeof message === "string") return this.#drop(channel, message);
    const told = this.#channels.append(channel, message);
    if (told !== undefined) this.#listener.message(told);
  }

  /** What the network brings is told in the log, and not shown. */
  #drop(channel: string, why: string): void {
    this.#options.logger.warn(`A message of the bridge was dropped: ${why}.`, {
      component: "hub",
      channel,
    });
  }

  #check(): void {
    if (this.#isClosed) throw new EngineError("The session of the engine is closed.");
  }
}
