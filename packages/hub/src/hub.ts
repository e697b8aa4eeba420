// The hub, as an application sees it.

import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import { ConfigError, GuardedEventTarget, handled, MacrotaskBudget } from "@skep/core/base";
import {
  ALL,
  channelFault,
  isKey,
  isProcessId,
  jsonOf,
  MAX_FRAME,
  type Position,
  processChannel,
} from "@skep/protocol";
import { Acceptor } from "./acceptor/acceptor.ts";
import type { BunServerLike, BunWebSocketHandlerLike } from "./acceptor/bun-link.ts";
import type { DenoInfoLike } from "./acceptor/fetch-acceptor.ts";
import type { HttpServerLike } from "./acceptor/node-acceptor.ts";
import { Admission } from "./admission/admission.ts";
import { digestOf } from "./core/digest.ts";
import { HubErrorEvent, HUB_EVENT_TYPES, type HubEventMap } from "./hub-events.ts";
import { type FilledOptions, fillHubOptions, type HubOptions } from "./hub-options.ts";
import { HubShell } from "./hub-shell.ts";
import { type Draft, isTooLarge, payloadOf } from "./payload.ts";

/** What a hub holds now. */
export interface HubStats {
  readonly clients: number;
  readonly channels: number;
  /** The sum of the subscriptions of all clients, without broadcasts. */
  readonly subscribers: number;
}

/** `starting` until broadcasts are told; `draining` from `drain` on; `closed` after `close`, or when the engine could not be used. */
export type HubStatus = "starting" | "up" | "draining" | "closed";

/** How a request is handed over; what comes beside it says whether it is one of Bun or of Deno. */
export interface HubFetch {
  (request: Request, server: DenoInfoLike): Promise<Response>;
  (request: Request, server: BunServerLike): Promise<Response | undefined>;
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
  #status: HubStatus = "starting";
  #closing: Promise<void> | undefined;
  /** Seconds after which a refused client may come again. */
  #retryAfter = 1;

  /** Throws a `ConfigError` for an option that cannot be used. */
  constructor(options: HubOptions = {}) {
    super(HUB_EVENT_TYPES);
    this.#options = fillHubOptions(options);
    this.#budget = new MacrotaskBudget(this.#options.clock);
    this.#shell = new HubShell(this.#options, (event) => void this.dispatchEvent(event));
    this.#admission = new Admission(this.#options, {
      closedFor: () => (this.#status === "up" ? undefined : this.#retryAfter),
      accept: (link, visitor) => this.#shell.accept(link, visitor),
      authFailed: (failure, request, error) =>
        this.#shell.authFailed(failure, { remoteAddress: request.remoteAddress, error, request }),
      refused: () => {},
    });
    this.#acceptor = new Acceptor({
      maxPayload: this.#options.limits.message,
      admit: (request, signal) => this.#admission.admit(request, signal),
      clock: this.#options.clock,
      silence: this.#options.pongTimeout,
    });
    this.fetch = ((request, server) => this.#acceptor.fetch(request, server)) as HubFetch;
    this.websocket = this.#acceptor.websocket;
    this.ready = handled(this.#start());
  }

  async #start(): Promise<void> {
    try {
      await this.#shell.start();
      if (this.#status === "starting") this.#status = "up";
    } catch (error) {
      this.#status = "closed";
      throw error;
    }
  }

  get status(): HubStatus {
    return this.#status;
  }

  // --- clients come in ---

  /** Opens a server of its own, on Node, Deno and Bun. Port 0 chooses one. Default of `host`: all addresses. */
  async listen(options: {
    readonly port: number;
    readonly host?: string | undefined;
  }): Promise<{ port: number; url: string }> {
    await this.ready;
    const { host, port } = await this.#acceptor.listen(options);
    return { port, url: `ws://${authorityOf(host)}:${port}` };
  }

  /** Takes the upgrades of a server that is there; with a path, those of this path alone. A `ConfigError` on Bun, where `fetch` does this. */
  attach(server: HttpServerLike, options: { readonly path?: string | undefined } = {}): void {
    this.#acceptor.attach(server, options.path);
  }

  /** Takes one upgrade, for routers that decide themselves. A `ConfigError` on Bun, where `fetch` does this. */
  handleUpgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    this.#acceptor.upgrade(request, socket, head);
  }

  // --- publishing ---

  /** Publishes an event to a channel, and resolves when the engine has it. */
  async publish(
    channel: string,
    data: unknown,
    options: { readonly key?: string | undefined } = {},
  ): Promise<Position> {
    const { key } = options;
    const fault = channelFault(channel);
    if (fault !== undefined) throw new ConfigError("channel", "the name of a channel", channel);
    if (key !== undefined && !isKey(key))
      throw new ConfigError("key", "1 to 64 visible characters", key);
    return this.#publish(channel, { type: "event", key, json: jsonOf(data) });
  }

  /** Sends the output of a process to its channel. */
  async sendProcessOutput(id: string, line: string): Promise<void> {
    const processId = checkedId(id);
    await this.#publish(processChannel(id), {
      type: "process_output",
      processId,
      json: jsonOf(line),
    });
  }

  /** Sends the status of a process to its channel. */
  async sendProcessStatus(id: string, status: string, exitCode: number): Promise<void> {
    const processId = checkedId(id);
    const json = jsonOf({ status, exitCode });
    await this.#publish(processChannel(id), { type: "process_status", processId, json });
  }

  /** Broadcasts an event: `{ event: name, data }`. */
  async sendEvent(name: string, data: unknown): Promise<void> {
    await this.#publish(ALL, { type: "event", json: jsonOf({ event: name, data: data ?? null }) });
  }

  /** Broadcasts an error, for people to read. */
  async sendError(text: string): Promise<void> {
    await this.#publish(ALL, { type: "error", json: jsonOf(text) });
  }

  #publish(channel: string, draft: Draft): Promise<Position> {
    if (isTooLarge(channel, draft))
      throw new ConfigError(
        "data",
        `such that a publication has at most ${MAX_FRAME} bytes`,
        undefined,
      );
    const { retention } = this.#options.namespaceOf(channel);
    const { key: text, json } = draft;
    const { keys: window } = this.#options.limits;
    const key =
      text === undefined ? undefined : { text: `\n${text}`, digest: digestOf(json), window };
    const payload = payloadOf(draft);
    return this.#budget.spend(this.#shell.publish({ channel, payload, retention, key }));
  }

  // --- figures ---

  /** The clients of this hub that have the channel. */
  subscriberCount(channel: string): number {
    return this.#shell.core.subscriberCount(channel);
  }

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
    this.#status = "draining";
    this.#retryAfter = Math.ceil(over / 1_000);
    await this.#shell.drain(over);
  }

  /** Takes no more clients, says goodbye to those that are there with 1001, and ends its session of the engine. */
  close(): Promise<void> {
    return (this.#closing ??= this.#close());
  }

  async #close(): Promise<void> {
    this.#status = "closed";
    this.#acceptor.stop();
    await this.#shell.close(1001, "the hub is closed");
    await this.#acceptor.end();
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

function authorityOf(host: string): string {
  if (host === "::" || host === "0.0.0.0") return "127.0.0.1";
  return host.includes(":") ? `[${host}]` : host;
}

function checkedId(id: string): string {
  if (isProcessId(id)) return id;
  throw new ConfigError("id", "the id of a process", id);
}
