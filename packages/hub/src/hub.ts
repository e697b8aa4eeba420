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
import { type HttpServerLike, NodeAcceptor } from "./acceptor/node-acceptor.ts";
import { Admission } from "./admission/admission.ts";
import { digestOf } from "./core/digest.ts";
import { EngineError } from "./errors.ts";
import { HubErrorEvent, HUB_EVENT_TYPES, type HubEventMap } from "./hub-events.ts";
import { type FilledOptions, fillHubOptions, type HubOptions } from "./hub-options.ts";
import { HubShell } from "./hub-shell.ts";
import { type Draft, isTooLarge, payloadOf } from "./payload.ts";
import type { ChildProcessLike, ExitLike } from "./process/child-process.ts";
import type { ProcessPort } from "./process/process-publisher.ts";
import { streamProcess } from "./process/process-stream.ts";

/** What a hub holds now. */
export interface HubStats {
  readonly clients: number;
  readonly channels: number;
  /** The sum of the subscriptions of all clients, without broadcasts. */
  readonly subscribers: number;
}

/** `starting` until broadcasts are told; `draining` from `drain` on; `closed` after `close`, or when the engine could not be used. */
export type HubStatus = "starting" | "up" | "draining" | "closed";

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
    this.#acceptor = new NodeAcceptor({
      maxPayload: this.#options.limits.message,
      admit: (request, signal) => this.#admission.admit(request, signal),
    });
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

  /**
   * Publishes what a child writes to its outputs, line by line, and at the end its status, to the channel of the process. A line has at most
   * 8,192 characters; a longer one becomes several. The child is read only as fast as the engine takes lines, and waits for one that is away,
   * which is told as an `error` event. Resolves with the exit when all is published, also of a child that could not be started, and shortly
   * after the exit of a child whose outputs another process holds open. Rejects when the hub is closed. The outputs are closed at the end; the
   * child is never ended. Call it in the turn in which the child was spawned: Node drops what nobody reads when the child exits.
   */
  async streamProcess(child: ChildProcessLike, id: string): Promise<ExitLike> {
    const channel = processChannel(checkedId(id));
    if (typeof child?.on !== "function") throw new ConfigError("child", "a child process", child);
    const { clock, random } = this.#options;
    const port: ProcessPort = {
      clock,
      random,
      signal: this.#end.signal,
      ready: this.ready,
      publish: (draft) => this.#publish(channel, draft),
      failed: (error) => void this.dispatchEvent(new HubErrorEvent(error)),
    };
    return streamProcess(port, child, id);
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

function checkedId(id: string): string {
  if (isProcessId(id)) return id;
  throw new ConfigError("id", "the id of a process", id);
}
