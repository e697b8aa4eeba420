// One session of the engine in memory: what a hub has subscribed to, and whom it is told.

import type { Position } from "@skep/protocol";
import { EngineError } from "../errors.ts";
import type {
  EngineListener,
  EngineMessage,
  EngineSession,
  Published,
  PublishRequest,
  ReadAnswer,
  ReadRange,
} from "./engine.ts";

/** The part of the engine that its sessions use. */
export interface MemoryChannels {
  publish(request: PublishRequest): Published;
  read(channel: string, range: ReadRange): ReadAnswer;
  subscribe(subscription: Subscription): Position;
  unsubscribe(subscription: Subscription): void;
  topOf(channel: string): Position;
}

/** One channel of one session. After its end it tells nothing, also of what is under way. */
export class Subscription {
  readonly channel: string;
  readonly #listener: EngineListener;
  #isOver = false;

  constructor(channel: string, listener: EngineListener) {
    this.channel = channel;
    this.#listener = listener;
  }

  tell(message: EngineMessage): void {
    if (!this.#isOver) this.#listener.message(message);
  }

  end(): void {
    this.#isOver = true;
  }
}

export class MemorySession implements EngineSession {
  readonly #channels: MemoryChannels;
  readonly #listener: EngineListener;
  // Bound: the channels that the owner of the session has subscribed to.
  readonly #subscriptions = new Map<string, Subscription>();
  #isClosed = false;

  constructor(channels: MemoryChannels, listener: EngineListener) {
    this.#channels = channels;
    this.#listener = listener;
  }

  async publish(request: PublishRequest): Promise<Published> {
    this.#check();
    return this.#channels.publish(request);
  }

  async subscribe(channel: string): Promise<Position> {
    this.#check();
    if (this.#subscriptions.has(channel)) return this.#channels.topOf(channel);
    const subscription = new Subscription(channel, this.#listener);
    this.#subscriptions.set(channel, subscription);
    return this.#channels.subscribe(subscription);
  }

  async unsubscribe(channel: string): Promise<void> {
    this.#end(this.#subscriptions.get(channel));
  }

  async read(channel: string, range: ReadRange): Promise<ReadAnswer> {
    this.#check();
    return this.#channels.read(channel, range);
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    for (const subscription of this.#subscriptions.values()) this.#end(subscription);
  }

  #end(subscription: Subscription | undefined): void {
    if (subscription === undefined) return;
    subscription.end();
    this.#subscriptions.delete(subscription.channel);
    this.#channels.unsubscribe(subscription);
  }

  #check(): void {
    if (this.#isClosed) throw new EngineError("The session of the engine is closed.");
  }
}
