// One channel of a client: what the rules of the protocol decide, carried out, and a bounded queue for who reads.

import { backoff, BoundedQueue, type Clock, type Timer } from "@skep/core/base";
import {
  type Effect,
  type GapReason,
  initial,
  type Input,
  type Position,
  type Publication,
  type State,
  step,
} from "@skep/protocol";
import { RefusedError } from "./errors.ts";

/** Messages are missing here. */
export interface ChannelGap {
  readonly type: "gap";
  readonly channel: string;
  readonly reason: GapReason;
  /** After this position; undefined where none is known. */
  readonly from: Position | undefined;
  /** Delivery goes on after this one. */
  readonly to: Position | undefined;
}

/** An item of a subscription: publications and gaps come in one order. */
export type ChannelItem = Publication | ChannelGap;

/** Whether everything since the last link was recovered. A `false` follows the gap that it is about. */
export class RecoveredEvent extends Event {
  readonly recovered: boolean;

  constructor(recovered: boolean) {
    super("recovered");
    this.recovered = recovered;
  }
}

type Iterator = AsyncIterableIterator<ChannelItem, undefined>;

/** How a subscription begins. */
export interface SubscribeOptions {
  /** Delivery goes on after this position, which an earlier subscription has told. */
  readonly since?: Position | undefined;
  /** Delivery begins with so many messages of the past. Not looked at with `since`. Default: 0. */
  readonly last?: number | undefined;
  /** Items that wait to be read. Beyond it nothing is taken, and the hub is asked again when all were read. Default: 1,024. */
  readonly capacity?: number | undefined;
}

/** The parts of the client that a subscription uses. */
export interface SubscriptionPort {
  readonly clock: Clock;
  random(): number;
  /** Sends a request of the subscription, if there is a link. */
  ask(
    subscription: ChannelSubscription,
    effect: Extract<Effect, { type: "subscribe" | "unsubscribe" }>,
  ): void;
  /** Another token is needed; `due` follows when it is there. */
  renew(subscription: ChannelSubscription): void;
  /** It is over. */
  ended(subscription: ChannelSubscription): void;
}

/** The backoff of requests that came to nothing, in milliseconds. A hub that has shed load is not asked by all at once. */
const BACKOFF = {
  initialDelay: 1_000,
  maxDelay: 30_000,
  multiplier: 2,
  minDelay: 100,
  jitter: "full",
} as const;

/**
 * A channel: `for await (const item of subscription)` gives publications and gaps, in one order, and goes on over lost links. `break` leaves
 * the loop and keeps the subscription; `close()` ends it. The loop throws the error for which the hub refused it for good.
 */
export class ChannelSubscription extends EventTarget implements AsyncIterable<ChannelItem> {
  readonly channel: string;
  readonly #port: SubscriptionPort;
  readonly #capacity: number;
  readonly #queue: BoundedQueue<ChannelItem>;
  #state: State;
  #alarm: Timer | undefined;

  constructor(
    channel: string,
    port: SubscriptionPort,
    { since, last, capacity = 1_024 }: SubscribeOptions,
  ) {
    super();
    this.channel = channel;
    this.#port = port;
    this.#capacity = capacity;
    // A gap may come on top of what fills it.
    this.#queue = new BoundedQueue(capacity + 2, port.clock);
    this.#state = initial({ ...(since && { since }), ...(last && { last }) });
  }

  /** After this position the next item comes, as far as it is known: give it to `subscribe` to go on from here later. */
  get position(): Position | undefined {
    return this.#state.position;
  }

  [Symbol.asyncIterator](): Iterator {
    return this.items();
  }

  /** The same as iterating it, until `signal` aborts: open and later calls of `next()` reject with its reason. */
  items(options: { readonly signal?: AbortSignal | undefined } = {}): Iterator {
    const inner = this.#queue.items(options)[Symbol.asyncIterator]() as Iterator;
    const iterator: Iterator = {
      next: () => {
        const result = inner.next();
        // The hub is asked again when everything was read, and not for each item.
        if (this.#queue.size === 0 && this.#state.isFull) this.input({ type: "room" });
        return result;
      },
      return: () => inner.return?.() ?? Promise.resolve({ value: undefined, done: true }),
      [Symbol.asyncIterator]: () => iterator,
    };
    return iterator;
  }

  /** Leaves the channel. What waits can still be read. */
  close(): void {
    this.input({ type: "close" });
    this.#end();
  }

  // --- the rules, carried out ---

  input(input: Input): void {
    const before = this.#state.name;
    const { state, effects } = step(this.#state, input);
    this.#state = state;
    if (state.name !== before) this.#disarm();
    for (const effect of effects) this.#perform(effect);
    if (state.name === "live" && this.#queue.size >= this.#capacity) this.input({ type: "full" });
  }

  #perform(effect: Effect): void {
    switch (effect.type) {
      case "subscribe":
      case "unsubscribe":
        return this.#port.ask(this, effect);
      case "deliver":
        return this.#queue.push(effect.publication);
      case "gap": {
        const { reason, from, to } = effect;
        return this.#queue.push({ type: "gap", channel: this.channel, reason, from, to });
      }
      case "recovered":
        this.dispatchEvent(new RecoveredEvent(effect.recovered));
        return;
      case "arm":
        return this.#arm(effect.after ?? 0, effect.refusals);
      case "renew":
        return this.#port.renew(this);
      default:
        this.#end(new RefusedError(this.channel, effect.code, effect.text));
    }
  }

  #arm(after: number, refusals: number): void {
    const { clock } = this.#port;
    const wait = backoff(refusals, this.#port.random(), BACKOFF);
    this.#alarm = clock.schedule(Math.max(after, wait), () => this.input({ type: "due" }));
  }

  #disarm(): void {
    this.#alarm?.cancel();
    this.#alarm = undefined;
  }

  #end(error?: unknown): void {
    this.#disarm();
    this.#queue.end(error);
    this.#port.ended(this);
  }

  /** The client is over: so is this. */
  fail(error: unknown): void {
    this.input({ type: "close" });
    this.#disarm();
    this.#queue.end(error);
  }
}
