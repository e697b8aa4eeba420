// The channels that a session is told of: one subscription of NATS for each, and what is known of it.

import { SubscribedChannels } from "../broker/subscribed-channels.ts";
import type { EngineMessage } from "../engine/engine.ts";
import { EngineError } from "../errors.ts";
import type { ChannelPlace } from "./channel-place.ts";
import type { NatsConnectionLike, NatsSubscriptionLike } from "./connection-like.ts";
import { type Known, neighbourOf, type Top } from "./history.ts";
import type { NatsStream } from "./nats-stream.ts";
import { copyOf } from "./stored-message.ts";
import type { StreamLife } from "./stream-config.ts";

interface Live {
  readonly stream: NatsStream;
  subscription: NatsSubscriptionLike | undefined;
  life: StreamLife | undefined;
  known: Known | undefined;
  /** Why NATS does not tell it. */
  fault: Error | undefined;
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
  readonly #told = new SubscribedChannels();
  // Bound: the channels that the owner of the session has subscribed to.
  readonly #channels = new Map<string, Live>();

  constructor(options: LiveChannelsOptions) {
    this.#options = options;
  }

  names(): string[] {
    return this.#told.names();
  }

  /** Returns false where the channel is told already. Throws where the connection takes no subscription. */
  add(channel: string, stream: NatsStream): boolean {
    if (!this.#told.add(channel)) return false;
    const live: Live = {
      stream,
      subscription: undefined,
      life: undefined,
      known: undefined,
      fault: undefined,
    };
    this.#channels.set(channel, live);
    try {
      this.#subscribe(channel, live);
    } catch (error) {
      this.delete(channel);
      throw new EngineError("NATS takes no subscription.", error);
    }
    return true;
  }

  delete(channel: string): void {
    this.#told.delete(channel);
    this.#channels.get(channel)?.subscription?.unsubscribe();
    this.#channels.delete(channel);
  }

  clear(): void {
    for (const channel of this.names()) this.delete(channel);
  }

  /** NATS was away, and tells everything anew: it may have been set back within the same life. */
  goOn(): void {
    this.#told.renew();
    // A subscription that NATS has refused is over.
    for (const [channel, live] of this.#channels)
      if (live.fault !== undefined) this.#subscribe(channel, live);
  }

  /** The streams that have begun another life tell from now on what that one has. */
  renew(): void {
    for (const [channel, live] of this.#channels)
      if (live.life !== live.stream.live.life) {
        live.subscription?.unsubscribe();
        this.#subscribe(channel, live);
      }
  }

  /** A channel is told from this position on. Throws where NATS has refused to tell it. */
  begin(channel: string, { message, position }: Top): void {
    const live = this.#channels.get(channel);
    if (live?.fault !== undefined)
      throw new EngineError(`NATS does not tell ${channel}.`, live.fault);
    this.#told.begin(channel, position);
    if (live === undefined || position.offset < (live.known?.offset ?? 0)) return;
    live.known = { offset: position.offset, isMessage: message !== undefined };
  }

  /** What is known of a channel now. */
  known(channel: string): Known | undefined {
    return this.#channels.get(channel)?.known;
  }

  /** The stream has no message of the channel, when nothing was known of it but this. */
  foundEmpty(channel: string, known: Known | undefined): void {
    const live = this.#channels.get(channel);
    if (live !== undefined && known !== undefined && live.known === known)
      live.known = { offset: known.offset, isMessage: false };
  }

  isBehind: SubscribedChannels["isBehind"] = (channel, position) =>
    this.#told.isBehind(channel, position);

  #subscribe(channel: string, live: Live): void {
    const { life } = live.stream.live;
    live.life = life;
    live.known = live.fault = undefined;
    const place = life.placeOf(channel);
    live.subscription = this.#options.connection.subscribe(place.told, {
      callback: (error, message) => {
        if (error !== null) this.#refuse(live, error);
        else this.#take(live, place, copyOf(channel, place.epoch, message));
      },
    });
  }

  #take(live: Live, place: ChannelPlace, copy: EngineMessage | undefined): void {
    if (copy === undefined || !this.#told.take(copy)) return;
    place.saw(copy.offset);
    const previous = neighbourOf(copy, live.known);
    live.known = { offset: copy.offset, isMessage: true };
    this.#options.tell({ ...copy, previous });
  }

  /** Whoever is about to subscribe is told by `begin`; whoever is told the channel already would be deaf. */
  #refuse(live: Live, error: Error): void {
    live.fault = error;
    if (live.known !== undefined) this.#options.refused(error);
  }
}
