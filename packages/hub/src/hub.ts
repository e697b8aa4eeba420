// The hub, as an application sees it.

import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import { ConfigError, GuardedEventTarget, handled, MacrotaskBudget } from "@skep/core/base";
import { type Position, processChannel } from "@skep/protocol";
import { type HttpServerLike, NodeAcceptor } from "./acceptor/node-acceptor.ts";
import { Admission } from "./admission/admission.ts";
import { byUser, type HubClient } from "./hub-client.ts";
import {
  HubErrorEvent,
  HUB_EVENT_TYPES,
  type HubEventMap,
  type HubStatus,
  HubStatusEvent,
} from "./hub-events.ts";
import { type FilledOptions, fillHubOptions, type HubOptions } from "./hub-options.ts";
import { HubShell } from "./hub-shell.ts";
import { targetOf, type UserClients } from "./target.ts";
import {
  checkChannel,
  checkProcess,
  eventTo,
  type Outbound,
  type OutboundMessage,
  outboundOf,
  processOutput,
  processStatus,
} from "./outbound.ts";
import type { ChildProcessLike, ExitLike } from "./process/child-process.ts";
import type { ProcessPort } from "./process/process-publisher.ts";
import { streamProcess } from "./process/process-stream.ts";
import { EngineError } from "./errors.ts";

/** What a hub holds now. */
export interface HubStats {
  readonly clients: number;
  readonly channels: number;
  /** The sum of the subscriptions of all clients, without broadcasts. */
  readonly subscribers: number;
}

/**
 * A server that clients connect to for channels: `listen`, or `attach` to a server that is there. What is published goes through the engine,
 * and is delivered when it comes back: one order for everybody.
 */
export class Hub extends GuardedEventTarget<HubEventMap> {
  /** Settles when the hub takes clients; rejects where the engine cannot be used. */
  readonly ready: Promise<void>;
  readonly #options: FilledOptions;
  readonly #shell: HubShell;
  readonly #admission: Admission;
  readonly #acceptor: NodeAcceptor;
  /** A loop of awaited publishes must let sockets have their turn. */
  readonly #budget: MacrotaskBudget;
  /** Aborts when the hub is closed. */
  readonly #end = new AbortController();
  /** The status but for the engine. */
  #status: Exclude<HubStatus, "degraded"> = "starting";
  /** The status that was told last. */
  #told: HubStatus = "starting";
  #closing: Promise<void> | undefined;
  /** Seconds after which a refused client may come again. */
  #retryAfter = 1;

  /** Throws a `ConfigError` for an option that cannot be used. */
  constructor(options: HubOptions = {}) {
    super(HUB_EVENT_TYPES);
    this.#options = fillHubOptions(options);
    this.#budget = new MacrotaskBudget(this.#options.clock);
    this.#shell = new HubShell(this.#options, {
      tell: (event) => void this.dispatchEvent(event),
      degraded: (reason) => this.#tellStatus(reason),
    });
    this.#admission = new Admission(this.#options, {
      closedFor: () => (this.#status === "up" ? undefined : this.#retryAfter),
      accept: (link, visitor) => this.#shell.accept(link, visitor),
      authFailed: (failure, request, error) =>
        this.#shell.authFailed(failure, { remoteAddress: request.remoteAddress, error, request }),
      refused: () => {},
    });
    this.#acceptor = new NodeAcceptor({
      maxPayload: this.#options.limits.message,
      admit: (request, signal) => this.#admission.admit(request, signal),
    });
    this.ready = handled(this.#start());
  }

  async #start(): Promise<void> {
    try {
      await this.#shell.start();
      if (this.#status === "starting") this.#become("up");
    } catch (error) {
      this.#become("closed");
      throw error;
    }
  }

  /** What the hub does now. Each change is told as a `status` event. */
  get status(): HubStatus {
    return this.#status === "up" && this.#shell.core.isDegraded ? "degraded" : this.#status;
  }

  #become(status: Exclude<HubStatus, "degraded">): void {
    this.#status = status;
    this.#tellStatus(undefined);
  }

  #tellStatus(reason: unknown): void {
    const { status } = this;
    if (status === this.#told) return;
    this.#told = status;
    this.dispatchEvent(new HubStatusEvent(status, reason));
  }

  // --- clients come in ---

  /** Opens a server of its own. Port 0 chooses one. Default of `host`: all addresses. */
  async listen(options: {
    readonly port: number;
    readonly host?: string | undefined;
  }): Promise<{ port: number; url: string }> {
    await this.ready;
    const { address, family, port } = await this.#acceptor.listen(options.port, options.host);
    const isAny = address === "::" || address === "0.0.0.0";
    const host = family === "IPv6" ? `[${address}]` : address;
    return { port, url: `ws://${isAny ? "127.0.0.1" : host}:${port}` };
  }

  /** Takes the upgrades of a server that is there; with a path, those of this path alone. */
  attach(server: HttpServerLike, options: { readonly path?: string | undefined } = {}): void {
    this.#acceptor.attach(server, options.path);
  }

  /** Takes one upgrade, for routers that decide themselves. */
  handleUpgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    this.#acceptor.upgrade(request, socket, head);
  }

  // --- publishing ---

  /**
   * Publishes an event to a channel, and resolves with its position when the engine has it. With the same key, a publish that is repeated
   * within `limits.keys` has the effect of one. Rejects with a `ConfigError` for what cannot be published, and with an `EngineError` where the
   * engine is away or the key was used with other data.
   */
  async publish(
    channel: string,
    data: unknown,
    options: { readonly key?: string | undefined } = {},
  ): Promise<Position> {
    return this.#publish(eventTo(channel, data, options.key));
  }

  /** Sends the output of a process to its channel, `process:` and the id. */
  async sendProcessOutput(id: string, line: string): Promise<void> {
    await this.#publish(processOutput(id, line));
  }

  /** Sends the status of a process to its channel: `{ status, exitCode }`. */
  async sendProcessStatus(id: string, status: string, exitCode: number): Promise<void> {
    await this.#publish(processStatus(id, status, exitCode));
  }

  /** Broadcasts a message to all clients of all hubs of the engine. */
  async broadcast(message: OutboundMessage): Promise<void> {
    await this.#publish(outboundOf(message));
  }

  /**
   * Publishes what a child writes to its outputs, line by line, and at the end its status, to the channel of the process. A line has at most
   * 8,192 characters; a longer one becomes several. The child is read only as fast as the engine takes lines, and waits for one that is away,
   * which is told as an `error` event. Resolves with the exit when all is published, also of a child that could not be started, and shortly
   * after the exit of a child whose outputs another process holds open. Rejects when the hub is closed. The outputs are closed at the end; the
   * child is never ended. Call it in the turn in which the child was spawned: Node drops what nobody reads when the child exits.
   */
  async streamProcess(child: ChildProcessLike, id: string): Promise<ExitLike> {
    checkProcess("id", id);
    const channel = processChannel(id);
    if (typeof child?.on !== "function") throw new ConfigError("child", "a child process", child);
    const { clock, random } = this.#options;
    const port: ProcessPort = {
      clock,
      random,
      signal: this.#end.signal,
      ready: this.ready,
      publish: (draft) => this.#publish({ channel, draft }),
      failed: (error) => void this.dispatchEvent(new HubErrorEvent(error)),
    };
    return streamProcess(port, child, id);
  }

  /** Broadcasts an event: `{ event: name, data }`. */
  sendEvent(name: string, data: unknown): Promise<void> {
    return this.broadcast({ type: "event", data: { event: name, data: data ?? null } });
  }

  /** Broadcasts an error, for people to read. */
  sendError(text: string): Promise<void> {
    return this.broadcast({ type: "error", data: text });
  }

  #publish(outbound: Outbound): Promise<Position> {
    return this.#budget.spend(this.#shell.publish(outbound));
  }

  // --- channels of clients ---

  /**
   * Gives a channel to a client, or to all clients of a user that are connected now, as if they had subscribed; nobody is asked whether they
   * may. Clients of v1 are told. Resolves when the channel is delivered to them; a client that has it already, or is gone meanwhile, is no
   * fault. Rejects with a `ConfigError` for what is no channel and no client of this hub, with a `LimitError` where a client has as many
   * channels as it may have (the others get it), and with an `EngineError` where the engine is away.
   */
  subscribe(client: HubClient | UserClients, channel: string): Promise<void> {
    return this.#call("assign", client, channel);
  }

  /** Takes a channel away from a client, or from all clients of a user that are connected now. Clients are told. Resolves when it is done. */
  unsubscribe(client: HubClient | UserClients, channel: string): Promise<void> {
    return this.#call("withdraw", client, channel);
  }

  async #call(
    type: "assign" | "withdraw",
    client: HubClient | UserClients,
    channel: string,
  ): Promise<void> {
    checkChannel(channel);
    const target = targetOf(client, this.#shell);
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

  // --- the end ---

  /**
   * Takes no more clients, and lets those that are there leave within so many milliseconds, each at a moment of its own, so that they do not
   * all arrive elsewhere at once. Clients of v1 are told, others closed with 1012; so is who is left at the end. Resolves when all are gone.
   * What is published is still delivered. Default of `over`: 15,000.
   */
  async drain(options: { readonly over?: number | undefined } = {}): Promise<void> {
    const { over = 15_000 } = options;
    if (!Number.isSafeInteger(over) || over < 0)
      throw new ConfigError("over", "a whole number from 0", over);
    await this.ready;
    if (this.#status === "closed") return;
    this.#become("draining");
    this.#retryAfter = Math.ceil(over / 1_000);
    await this.#shell.drain(over);
  }

  /** Takes no more clients, says goodbye to those that are there with 1001, and ends its session of the engine. */
  close(): Promise<void> {
    return (this.#closing ??= this.#close());
  }

  async #close(): Promise<void> {
    this.#become("closed");
    this.#end.abort(new EngineError("The hub is closed."));
    const stopped = this.#acceptor.close();
    await this.#shell.close(1001, "the hub is closed");
    await stopped;
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
