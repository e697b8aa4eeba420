// The hub, as an application sees it.

import {
  expositionOf,
  handled,
  MacrotaskBudget,
  unlessAborted,
  type WaitOptions,
} from "@skep/core/base";
import type { Position } from "@skep/protocol";
import { afterChecks } from "./after-checks.ts";
import { checkPlace, type DrainOptions, drainTime, type ListenOptions } from "./call-options.ts";
import type { Acceptor } from "./acceptor/acceptor.ts";
import type { BunServerLike, BunWebSocketHandlerLike } from "./acceptor/bun-link.ts";
import type { DenoInfoLike } from "./acceptor/fetch-acceptor.ts";
import type { HttpServerLike, NodeRequestLike, NodeStreamLike } from "./acceptor/node-upgrade.ts";
import type { Target } from "./core/input.ts";
import { entranceOf } from "./entrance.ts";
import { HubClosedError } from "./errors.ts";
import { byUser, type HubClient } from "./hub-client.ts";
import { HubErrorEvent, HUB_EVENT_TYPES, type HubStatus } from "./hub-events.ts";
import { type FilledOptions, fillHubOptions, type HubOptions } from "./hub-options.ts";
import { HubShell } from "./hub-shell.ts";
import { targetOf, type UserClients } from "./target.ts";
import { familiesOf } from "./metrics/families.ts";
import { checkChannel, type Outbound } from "./outbound.ts";
import type { ProcessPort } from "./process/process-publisher.ts";
import { PublishingHub } from "./publishing-hub.ts";
import { Lifecycle } from "./lifecycle.ts";

/** What a hub holds now. */
export interface HubStats {
  readonly clients: number;
  readonly channels: number;
  /** The sum of the subscriptions of all clients, without broadcasts. */
  readonly subscribers: number;
}

/** How a request is handed over; what comes beside it says whether it is one of Bun or of Deno. */
export interface HubFetch {
  (request: Request, server: DenoInfoLike): Promise<Response>;
  (request: Request, server: BunServerLike): Promise<Response | undefined>;
}

/**
 * A server that clients connect to for channels: `listen`, or `attach` to a server that is there. What is published goes through the engine,
 * and is delivered when it comes back: one order for everybody.
 */
export class Hub extends PublishingHub {
  /** Settles when the hub takes clients; rejects where the engine cannot be used. */
  readonly ready: Promise<void>;
  readonly #options: FilledOptions;
  readonly #shell: HubShell;
  readonly #acceptor: Acceptor;
  /**
   * Takes one request of `Bun.serve` or `Deno.serve`: the upgrade of a WebSocket, whatever its path; any other is answered with 426. Bun needs
   * `websocket` beside it. Rejects with a `ConfigError` elsewhere. It is bound, and can be handed over as it is.
   */
  readonly fetch: HubFetch;
  /** What `Bun.serve` takes as `websocket`. */
  readonly websocket: BunWebSocketHandlerLike;
  /** A loop of awaited publishes must let sockets have their turn. */
  readonly #budget: MacrotaskBudget;
  readonly #life: Lifecycle;
  /** What is published goes to the engine at once. */
  #isReady = false;
  #closing: Promise<void> | undefined;

  /** Throws a `ConfigError` for an option that cannot be used. */
  constructor(options: HubOptions = {}) {
    super(HUB_EVENT_TYPES);
    this.#options = fillHubOptions(options);
    this.#budget = new MacrotaskBudget(this.#options.clock);
    this.#life = new Lifecycle({
      isDegraded: () => this.#shell.core.isDegraded,
      tell: (event) => void this.dispatchEvent(event),
    });
    this.#shell = new HubShell(this.#options, {
      tell: (event) => void this.dispatchEvent(event),
      degraded: (reason) => this.#life.changed(reason),
    });
    this.#acceptor = entranceOf(this.#options, this.#life, this.#shell);
    this.fetch = ((request, server) => this.#acceptor.fetch(request, server)) as HubFetch;
    this.websocket = this.#acceptor.websocket;
    this.ready = handled(this.#start());
    // The first of all that wait for it.
    void handled(this.ready.then(() => void (this.#isReady = true)));
  }

  async #start(): Promise<void> {
    try {
      // An engine may open late or never, and a hub that is closed waits for none.
      await unlessAborted(this.#life.signal, () => this.#shell.start());
      this.#life.started();
    } catch (error) {
      this.#life.close();
      throw error;
    }
  }

  /** What the hub does now. Each change is told as a `status` event. */
  get status(): HubStatus {
    return this.#life.status;
  }

  // --- clients come in ---

  /**
   * Opens a server of its own, on Node, Deno and Bun, when the hub is ready; the signal gives up the wait for that. Port 0 chooses one. Default of
   * `host`: all addresses. Rejects with a `HubClosedError`.
   */
  async listen(options: ListenOptions): Promise<{ port: number; url: string }> {
    checkPlace(options);
    await unlessAborted(options.signal, () => this.ready);
    return this.#acceptor.listen(options);
  }

  /**
   * Takes the upgrades of a server that is there; with a path, which begins with a slash, those of this path alone. The `app` of Express is
   * no server: it gets no upgrades, so it is a `ConfigError`. Another one on Bun, where `fetch` does this.
   */
  attach(server: HttpServerLike, options: { readonly path?: string | undefined } = {}): void {
    this.#acceptor.attach(server, options.path);
  }

  /** Takes one upgrade, for routers that decide themselves. A `ConfigError` on Bun, where `fetch` does this. */
  handleUpgrade(request: NodeRequestLike, socket: NodeStreamLike, head: Uint8Array): void {
    this.#acceptor.upgrade(request, socket, head);
  }

  // --- publishing ---

  /**
   * What is published before the hub is ready waits for that, and is not overtaken. While a closing hub says goodbye to its clients, its
   * engine is still there, and is not asked.
   */
  protected publishOutbound(outbound: Outbound): Promise<Position> {
    const publish = (): Promise<Position> =>
      this.status === "closed"
        ? Promise.reject(new HubClosedError())
        : this.#shell.publish(outbound);
    const isAtOnce = this.#isReady || this.status === "closed";
    return this.#budget.spend(isAtOnce ? publish() : this.ready.then(publish));
  }

  protected processPort(): Omit<ProcessPort, "publish"> {
    const { clock, random } = this.#options;
    return {
      clock,
      random,
      signal: this.#life.signal,
      ready: this.ready,
      failed: (error) => void this.dispatchEvent(new HubErrorEvent(error)),
    };
  }

  // --- channels of clients ---

  /**
   * Gives a channel to a client, or to all clients of a user that are connected now, as if they had subscribed; nobody is asked whether they
   * may. Clients of v1 are told. Resolves when the channel is delivered to them; a client that has it already, or is gone meanwhile, is no
   * fault. Rejects with a `ConfigError` for what is no channel and no client of this hub, with a `LimitError` where a client has as many
   * channels as it may have (the others get it), and with an `EngineError` where the engine is away. But for the
   * first, a rejection that nobody handles ends no process. The signal ends the wait; the channel may still be given.
   */
  subscribe(
    client: HubClient | UserClients,
    channel: string,
    options?: WaitOptions,
  ): Promise<void> {
    const check = (): Target => this.#checked(client, channel);
    return afterChecks(check, (target) => this.#call("assign", target, channel), options);
  }

  /**
   * Takes a channel away from a client, or from all clients of a user that are connected now. Clients are told. Resolves when it is done.
   * The signal ends the wait for a hub that is not ready yet.
   */
  unsubscribe(
    client: HubClient | UserClients,
    channel: string,
    options?: WaitOptions,
  ): Promise<void> {
    const check = (): Target => this.#checked(client, channel);
    return afterChecks(check, (target) => this.#call("withdraw", target, channel), options);
  }

  #checked(client: HubClient | UserClients, channel: string): Target {
    checkChannel(channel);
    return targetOf(client, this.#shell);
  }

  async #call(type: "assign" | "withdraw", target: Target, channel: string): Promise<void> {
    await this.ready;
    await this.#shell.call(type, target, channel);
  }

  /**
   * Asks `authorise` again whether a client, or all clients of a user, may have each of their channels. Those that they may no longer have
   * are taken away, and the clients are told.
   */
  recheck(client: HubClient | UserClients): void {
    this.#shell.recheck(targetOf(client, this.#shell));
  }

  /**
   * Ends the connections of a client, or of a user, with 4401: they may come back only with a token that `authenticate` accepts. It is not
   * remembered: first make sure that it does not accept the old one.
   */
  revoke(client: HubClient | UserClients): void {
    this.#shell.revoke(targetOf(client, this.#shell));
  }

  // --- figures ---

  /** The clients of this hub that have the channel. */
  subscriberCount(channel: string): number {
    return this.#shell.core.subscriberCount(channel);
  }

  /** The clients that are connected now, by user and then by address; those without a user come first. Bound to no later change. */
  clients(): Iterable<HubClient> {
    return this.#shell.clients().toSorted(byUser);
  }

  /** The channels that clients have now, in order of their names, without that of broadcasts. Bound to no later change. */
  channels(): Iterable<string> {
    return this.#shell.core.channels().toSorted();
  }

  /** What the hub holds now. */
  stats(): HubStats {
    return this.#shell.core.stats();
  }

  /**
   * What the hub holds now and has counted since it began, in the text format of Prometheus, version 0.0.4: the body of an answer with
   * `Content-Type: text/plain; version=0.0.4`. All names begin with `skep_hub_`; no user, channel or address is in it.
   */
  metrics(): string {
    const { core } = this.#shell;
    return expositionOf(familiesOf(core.holdings(), core.counters));
  }

  // --- the end ---

  /**
   * Takes no more clients, and lets those that are there leave within so many milliseconds, each at a moment of its own, so that they do not
   * all arrive elsewhere at once. Clients of v1 are told, others closed with 1012; so is who is left at the end. Resolves when all are gone.
   * What is published is still delivered.
   *
   * It takes `over` and 4 s at most, when the hub is ready: clients that are left at the end have 2 s to answer and 2 s to be gone. The signal ends
   * the wait, and not what has begun: a hub that drains takes no clients any more.
   */
  async drain(options: DrainOptions = {}): Promise<void> {
    const over = drainTime(options);
    await unlessAborted(options.signal, async () => {
      await this.ready;
      if (this.status === "closed") return;
      this.#life.drain(over);
      await this.#shell.drain(over);
    });
  }

  /**
   * Takes no more clients, says goodbye to those that are there with 1001, and ends its session of the engine. It takes 9 s at most: clients
   * have 2 s to answer and 2 s to be gone, and the engine has 5 s. Rejects with what the engine says where it cannot end the session, and with
   * an `EngineError` where it says nothing in time, which are told as `error` events too; the rest is released all the same.
   */
  close(): Promise<void> {
    return (this.#closing ??= this.#close());
  }

  async #close(): Promise<void> {
    this.#life.close();
    this.#acceptor.stop();
    try {
      await this.#shell.close(1001, "the hub is closed");
    } finally {
      await this.#acceptor.end();
    }
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  /** What a listener throws is told as an `error` event, and what listens to that is logged. */
  protected listenerThrew(error: unknown, event: Event): void {
    if (event.type === "error") this.#options.logger?.error(String(error), { component: "hub" });
    else this.dispatchEvent(new HubErrorEvent(error));
  }
}
