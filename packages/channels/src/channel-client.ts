// A client of a hub, as an application sees it.

import type { AsyncContext, Logger, RunInContext } from "@skep/core";
import {
  checkCount,
  ConfigError,
  GuardedEventTarget,
  safeLogger,
  systemClock,
} from "@skep/core/base";
import { ALL, encodeFromClient, isKey, type Position, type Publication } from "@skep/protocol";
import { BackpressureError } from "skep/connection";
import { defaultAsyncContext } from "skep/transport";
import { ask } from "./asking.ts";
import { checkChannel } from "./checks.ts";
import type { ChannelClientOptions } from "./client-options.ts";
import { ClientShell } from "./client-shell.ts";
import { ClientClosedError } from "./errors.ts";
import { type ChannelClientEventMap, CLIENT_EVENTS, eventOf, READING } from "./events.ts";
import { keyPrefix, publish, type PublishingPort, type PublishOptions } from "./publishing.ts";
import type { SubscribeOptions, Subscription } from "./subscription.ts";
import { Subscriptions } from "./subscriptions.ts";

/** Options of `history`. */
export interface HistoryOptions {
  /** So many of the newest publications. Default: as many as the hub allows; whole number from 0. */
  readonly last?: number | undefined;
  /** Gives it up. Default: none. */
  readonly signal?: AbortSignal | undefined;
}

/** What `history` has found. */
export interface ChannelHistory {
  /** The oldest first. */
  readonly publications: readonly Publication[];
  /** Behind the newest of them; undefined where the channel has no positions. */
  readonly position: Position | undefined;
  /** False where there may be older ones of those that were asked for: the hub sends no more at once. */
  readonly isWhole: boolean;
}

/** Calls of `publish` and `history` that may be open at once: as many requests as a hub lets wait. */
const MOST_CALLS = 1_024;

/**
 * A client of a hub. Subscriptions are intent: they come back by themselves after a lost link, from where they were, and what was missed is
 * told. The constructor dials, and throws a `ConfigError` for an option that cannot be used.
 */
export class ChannelClient extends GuardedEventTarget<ChannelClientEventMap> {
  readonly #shell: ClientShell;
  readonly #subscriptions: Subscriptions;
  readonly #port: PublishingPort;
  readonly #logger: Logger | undefined;
  readonly #asyncContext: AsyncContext | undefined;
  readonly #keys: string;
  #published = 0;
  #calls = 0;
  #closing: Promise<void> | undefined;

  constructor(options: ChannelClientOptions) {
    super(CLIENT_EVENTS, READING);
    const { clock = systemClock({ unref: true }), random = Math.random } = options;
    const own = { clock, random, threw: (error: unknown) => this.#threw(error) };
    this.#logger = options.logger && safeLogger(options.logger);
    this.#asyncContext = options.asyncContext ?? defaultAsyncContext();
    this.#keys = keyPrefix(random);
    this.#shell = new ClientShell(options, {
      ...own,
      up: (version) => this.#subscriptions.toAll({ type: "up", version }),
      down: () => this.#subscriptions.toAll({ type: "down" }),
      said: (message) => this.#subscriptions.said(message),
      granted: () => this.#subscriptions.tokenGranted(),
      tell: (type, facts) => this.#tell(type, facts),
      ended: (cause) => this.#ended(cause),
    });
    this.#subscriptions = new Subscriptions(this.#shell.link, {
      ...own,
      renew: () => this.#shell.renew(),
      given: ({ channel, position }) => this.#tell("subscribed", { channel, position }),
      capture: () => this.capture(),
    });
    const { link } = this.#shell;
    this.#port = {
      clock,
      random,
      get limits() {
        return link.welcome?.limits;
      },
      request: (write, signal, items) => link.request(write, signal, items),
      rest: (milliseconds, signal) => link.rest(milliseconds, signal),
    };
  }

  /** `connected` when requests are answered. */
  get state(): "disconnected" | "connecting" | "connected" {
    if (this.#closing !== undefined) return "disconnected";
    return this.#shell.link.version === undefined ? "connecting" : "connected";
  }

  /** Ends the link and dials anew, at a moment within so many milliseconds. Nothing is lost by it. Default of `within`: 0, which is at once. */
  redial({ within = 0 }: { readonly within?: number | undefined } = {}): void {
    this.#shell.redial(within);
  }

  // --- channels ---

  /**
   * The channel, from now on or from where the options say. Throws a `ConfigError` for one that is subscribed to already, and a
   * `ClientClosedError`.
   */
  subscribe(channel: string, options: SubscribeOptions = {}): Subscription {
    this.#checkOpen();
    checkChannel(channel);
    return this.#subscriptions.add(channel, options);
  }

  /** The channel of broadcasts: the events and errors that the hub sends to every client. The client has it without subscribing to it. */
  broadcasts(options: Omit<SubscribeOptions, "last"> = {}): Subscription {
    this.#checkOpen();
    return this.#subscriptions.add(ALL, options);
  }

  // --- publishing and the past ---

  /**
   * Publishes, and resolves with the position when the hub has acknowledged it; undefined where the channel has no positions. It is sent
   * again, under one key, until then: over lost links, and while the hub has no engine. Publishes that are open at the same time may
   * change their order then.
   *
   * Rejects with a `RefusedError` where the hub refuses it for good, with an `UncertainError` where nobody knows whether it happened, with
   * a `BackpressureError` where 1,024 calls are open already, with a `ConfigError`, a `ClientClosedError`, and the reason of the signal.
   */
  async publish(
    channel: string,
    data: unknown,
    { key = `${this.#keys}-${++this.#published}`, signal }: PublishOptions = {},
  ): Promise<Position | undefined> {
    checkChannel(channel);
    if (!isKey(key)) throw new ConfigError("key", "1 to 64 visible characters", key);
    return this.#call(() => publish(this.#port, { channel, key, data }, signal));
  }

  /**
   * The newest publications of a channel. A subscription is not needed, and not changed; one that begins at the `position` of the answer
   * misses nothing behind it. It rejects as `publish` does.
   */
  async history(channel: string, { last, signal }: HistoryOptions = {}): Promise<ChannelHistory> {
    checkChannel(channel);
    if (last !== undefined) checkCount("last", last, 0);
    const publications: Publication[] = [];
    const write = (id: number): string => encodeFromClient({ type: "history", id, channel, last });
    const { position, reason } = await this.#call(() =>
      ask(this.#port, { channel, write, signal, items: publications }),
    );
    return { publications, position, isWhole: reason === undefined };
  }

  async #call<T>(call: () => Promise<T>): Promise<T> {
    this.#checkOpen();
    if (this.#calls >= MOST_CALLS) throw new BackpressureError("hub", this.#calls);
    this.#calls++;
    try {
      return await call();
    } finally {
      this.#calls--;
    }
  }

  #checkOpen(): void {
    if (this.#closing !== undefined) throw new ClientClosedError();
  }

  // --- the end ---

  /** Leaves all channels and ends the connection. What waits can still be read, then loops end. Resolves when all is released. */
  close(): Promise<void> {
    return (this.#closing ??= this.#shell.close());
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  #ended(cause: unknown): void {
    const error = new ClientClosedError(cause);
    this.#closing ??= Promise.resolve();
    this.#shell.link.close(error);
    this.#subscriptions.fail(cause === undefined ? undefined : error);
    if (cause !== undefined) this.#tell("retired", { cause });
  }

  // --- telling ---

  #tell(type: keyof ChannelClientEventMap, facts: object): void {
    this.dispatchEvent(eventOf(type, facts));
  }

  /** Told, and logged where nobody listens. */
  #threw(error: unknown): void {
    if (this.hears("error")) this.#tell("error", { error });
    else this.#logger?.error(String(error), { component: "connection" });
  }

  protected override capture(): RunInContext | undefined {
    return this.#asyncContext?.capture();
  }

  /** What a listener of `error` throws is logged. */
  protected override listenerThrew(error: unknown, event: Event): void {
    if (event.type !== "error") this.#threw(error);
    else this.#logger?.error(String(error), { component: "connection" });
  }
}
