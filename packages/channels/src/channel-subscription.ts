// One channel of a client: what the rules of the protocol decide, carried out, and a bounded queue for who reads.

import {
  BoundedQueue,
  checkCount,
  type Clock,
  GuardedEventTarget,
  type Timer,
} from "@skep/core/base";
import type { RunInContext } from "@skep/core";
import { type Effect, initial, type Input, type Position, type State, step } from "@skep/protocol";
import type { WaitOptions } from "skep/connection";
import { RefusedError } from "./errors.ts";
import { eventOf, READING, SUBSCRIPTION_EVENTS, type SubscriptionEventMap } from "./events.ts";
import { pause } from "./pause.ts";
import type { Answer } from "./requests.ts";
import type { ChannelItem, Items, SubscribeOptions, Subscription } from "./subscription.ts";

/** The parts of the client that a subscription uses. */
export interface SubscriptionPort {
  readonly clock: Clock;
  random(): number;
  /** Sends a request of the subscription, if there is a link. */
  ask(
    subscription: ChannelSubscription,
    effect: Extract<Effect, { type: "subscribe" | "unsubscribe" }>,
  ): void;
  /** Asks for another token; `tokenGranted` follows where the hub has accepted it. False where there is no other. */
  renew(): boolean;
  /** It is over. */
  ended(subscription: ChannelSubscription): void;
  capture(): RunInContext | undefined;
  /** A listener threw. */
  threw(error: unknown): void;
}

export class ChannelSubscription
  extends GuardedEventTarget<SubscriptionEventMap>
  implements Subscription
{
  readonly channel: string;
  readonly #port: SubscriptionPort;
  readonly #capacity: number;
  readonly #queue: BoundedQueue<ChannelItem>;
  #state: State;
  #alarm: Timer | undefined;
  /** It rests until the hub has accepted another token. */
  #awaitsToken = false;

  /** Throws a `ConfigError` for an option that cannot be used. */
  constructor(channel: string, port: SubscriptionPort, options: SubscribeOptions) {
    super(SUBSCRIPTION_EVENTS, READING);
    const { since, last = 0, capacity = 1_024 } = options;
    checkCount("capacity", capacity, 1);
    checkCount("last", last, 0);
    this.channel = channel;
    this.#port = port;
    this.#capacity = capacity;
    // A gap may come on top of what fills it.
    this.#queue = new BoundedQueue(capacity + 2, port.clock);
    this.#state = initial({ ...(since && { since }), ...(last && { last }) });
  }

  get position(): Position | undefined {
    return this.#state.position;
  }

  [Symbol.asyncIterator](): Items {
    return this.items();
  }

  items(options: WaitOptions = {}): Items {
    const inner = this.#queue.items(options)[Symbol.asyncIterator]() as Items;
    const iterator: Items = {
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

  close(): void {
    this.input({ type: "close" });
    this.#end();
  }

  // --- for its client ---

  /** The hub has answered the request with this serial, or has not. */
  answered(serial: number, answer: Answer): void {
    const isAwaited = this.#state.name === "subscribing" && this.#state.serial === serial;
    if (answer === undefined) return isAwaited ? this.input({ type: "due" }) : undefined;
    if (answer.type === "error") return this.input({ ...answer, type: "refused", serial });
    this.input({ ...answer, type: "acked", serial });
    const { position, subscribers } = answer;
    if (isAwaited)
      this.dispatchEvent(eventOf("subscribed", { channel: this.channel, position, subscribers }));
  }

  tokenGranted(): void {
    if (this.#awaitsToken) this.input({ type: "due" });
  }

  /** The client is over, and so is the subscription. */
  fail(error: unknown): void {
    this.input({ type: "close" });
    this.#end(error);
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
        return this.#queue.push({
          type: "gap",
          channel: this.channel,
          reason,
          ...(from && { from }),
          ...(to && { to }),
        });
      }
      case "recovered":
        this.dispatchEvent(eventOf("recovered", { recovered: effect.recovered }));
        return;
      case "arm":
        return this.#arm(effect.after, effect.refusals);
      case "renew":
        return this.#renew();
      default:
        this.#end(new RefusedError(this.channel, effect.code, effect.text));
    }
  }

  #arm(after: number | undefined, refusals: number): void {
    const { clock } = this.#port;
    const wait = pause(refusals, this.#port.random(), after);
    this.#alarm = clock.schedule(wait, () => this.input({ type: "due" }));
  }

  #renew(): void {
    this.#awaitsToken = this.#port.renew();
    if (!this.#awaitsToken)
      this.#end(new RefusedError(this.channel, "unauthorised", "there is no other token"));
  }

  #disarm(): void {
    this.#alarm?.cancel();
    this.#alarm = undefined;
    this.#awaitsToken = false;
  }

  #end(error?: unknown): void {
    this.#disarm();
    this.#queue.end(error);
    this.#port.ended(this);
  }

  protected override capture(): RunInContext | undefined {
    return this.#port.capture();
  }

  protected override listenerThrew(error: unknown): void {
    this.#port.threw(error);
  }
}
