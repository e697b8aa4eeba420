// The channels that a session is told of: one subscription of NATS for each, and what is known of it.

import { SubscribedChannels } from "../broker/subscribed-channels.ts";
import type { EngineMessage } from "../engine/engine.ts";
import { EngineError } from "../errors.ts";
import type { NatsConnectionLike, NatsSubscriptionLike } from "./connection-like.ts";
import { type Known, neighbourOf, type Top } from "./history.ts";
import type { NatsStream } from "./nats-stream.ts";
import { copyOf } from "./stored-message.ts";
import type { StreamLife } from "./stream-config.ts";

/** A channel from the call that subscribes to it until it is left. */
export interface LiveChannel {
  readonly name: string;
  readonly stream: NatsStream;
  /** Calls that subscribe to it and are not answered yet. */
  calls: number;
  /** One of them was answered: somebody relies on being told. */
  isReliable: boolean;
  subscription: NatsSubscriptionLike | undefined;
  life: StreamLife | undefined;
  known: Known | undefined;
  /** Why NATS does not tell it. */
  fault: unknown;
}

export interface LiveChannelsOptions {
  readonly connection: NatsConnectionLike;
  readonly tell: (message: EngineMessage) => void;
  /** NATS does not tell a channel any more. */
  readonly refused: (error: Error) => void;
}

export class LiveChannels {
  readonly #options: LiveChannelsOptions;
  /** Drops copies that are older than what was told. */
  readonly told: SubscribedChannels = new SubscribedChannels();
  // Bound: the channels that the owner of the session has subscribed to.
  readonly #channels = new Map<string, LiveChannel>();

  constructor(options: LiveChannelsOptions) {
    this.#options = options;
  }

  names(): string[] {
    return this.told.names();
  }

  /**
   * Somebody subscribes to a channel, which is told from now on. It has to be followed by `begin`, or by `fail`. Throws where the connection takes
   * no subscription.
   */
  join(name: string, stream: NatsStream): LiveChannel {
    const channel = this.#channels.get(name) ?? this.#open(name, stream);
    channel.calls++;
    return channel;
  }

  #open(name: string, stream: NatsStream): LiveChannel {
    const nothing = { subscription: undefined, life: undefined, known: undefined };
    const channel = { name, stream, calls: 0, isReliable: false, fault: undefined, ...nothing };
    this.told.add(name);
    this.#channels.set(name, channel);
    try {
      this.#subscribe(channel);
    } catch (error) {
      this.delete(name);
      throw new EngineError("NATS takes no subscription.", error);
    }
    return channel;
  }

  /** The channel is told from this position on. Throws where NATS has refused to tell it. */
  begin(channel: LiveChannel, { message, position }: Top): void {
    const { fault, known, name } = channel;
    if (fault !== undefined) throw new EngineError(`NATS does not tell ${name}.`, fault);
    channel.calls--;
    // It may have been left, and taken up again by somebody else.
    if (this.#channels.get(name) !== channel) return;
    channel.isReliable = true;
    this.told.begin(name, position);
    if (position.offset < (known?.offset ?? 0)) return;
    channel.known = { offset: position.offset, isMessage: message !== undefined };
  }

  /** Whoever has subscribed is refused. The channel is left, unless somebody else has it. */
  fail(channel: LiveChannel): void {
    const { isReliable, name } = channel;
    channel.calls--;
    const isWanted = isReliable || channel.calls > 0;
    if (!isWanted && this.#channels.get(name) === channel) this.delete(name);
  }

  delete(name: string): void {
    this.told.delete(name);
    this.#channels.get(name)?.subscription?.unsubscribe();
    this.#channels.delete(name);
  }

  clear(): void {
    for (const name of this.names()) this.delete(name);
  }

  /** A stream has another life than the one that its channels are told of. */
  get isOfThePast(): boolean {
    for (const channel of this.#channels.values()) if (isOfThePast(channel)) return true;
    return false;
  }

  /** NATS was away, and tells everything anew: it may have been set back within the same life, and streams may have begun another one. */
  goOn(): void {
    this.told.renew();
    for (const channel of this.#channels.values())
      // A subscription that NATS has refused is over.
      if (channel.fault !== undefined || isOfThePast(channel)) this.#subscribe(channel);
  }

  /** Why NATS does not tell a channel on which somebody relies; undefined where it tells all of them. */
  get fault(): unknown {
    for (const { fault, isReliable } of this.#channels.values())
      if (isReliable && fault !== undefined) return fault;
    return undefined;
  }

  /**
   * NATS has refused something, and does not say what. It may be any subscription that nobody knows to hold yet: those that are about to begin, or all
   * where the connection has just come back.
   */
  doubt(error: unknown, isBack: boolean): void {
    for (const channel of this.#channels.values())
      if (isBack || !channel.isReliable) channel.fault = error;
  }

  /** What is known of a channel now. */
  known(name: string): Known | undefined {
    return this.#channels.get(name)?.known;
  }

  /** The stream has no message of the channel, when nothing was known of it but this. */
  foundEmpty(name: string, known: Known | undefined): void {
    const channel = this.#channels.get(name);
    if (channel !== undefined && known !== undefined && channel.known === known)
      channel.known = { offset: known.offset, isMessage: false };
  }

  #subscribe(channel: LiveChannel): void {
    const { name, stream, subscription } = channel;
    const { life } = stream.live;
    const { epoch } = life.placeOf(name);
    subscription?.unsubscribe();
    channel.life = life;
    channel.known = channel.fault = undefined;
    channel.subscription = this.#options.connection.subscribe(life.toldOf(name), {
      callback: (error, message) => {
        if (error !== null) this.#refuse(channel, error);
        else this.#take(channel, life, copyOf(name, epoch, message));
      },
    });
  }

  #take(channel: LiveChannel, life: StreamLife, copy: EngineMessage | undefined): void {
    if (copy === undefined || !this.told.take(copy)) return;
    life.placeOf(channel.name).saw(copy.offset);
    const previous = neighbourOf(copy, channel.known);
    channel.known = { offset: copy.offset, isMessage: true };
    this.#options.tell({ ...copy, previous });
  }

  /** Whoever is about to subscribe is told by `begin`; whoever relies on the channel would be deaf. */
  #refuse(channel: LiveChannel, error: Error): void {
    channel.fault = error;
    if (channel.isReliable) this.#options.refused(error);
  }
}

function isOfThePast({ life, stream }: LiveChannel): boolean {
  return life !== stream.live.life;
}
