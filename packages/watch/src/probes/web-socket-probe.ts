// A probe that dials a WebSocket, over any transport of Skep, and may ask and be answered.

import {
  checkMembers,
  checkNames,
  checkType,
  ConfigError,
  type Socket,
  type SocketSink,
  type Transport,
} from "@skep/core/base";
import { ProbeError } from "../errors.ts";
import { checkHeaders, checkPayload } from "../option-checks.ts";
import { type Probe, type ProbeContext, probeOf } from "../probe.ts";

/** How it is dialled, and which answer is a good one. */
export interface WebSocketProbeOptions {
  /** Such as `defaultTransport` of `skep/transport`. It has to be given. */
  readonly transport: Transport;
  /** Subprotocols to offer. Default: none. */
  readonly protocols?: readonly string[] | undefined;
  /** Of the upgrade; a `ConfigError` where the transport cannot send them. Default: none. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** Sent once the link is open. Default: nothing. */
  readonly send?: string | Uint8Array | undefined;
  /** Whether a message is the answer; others are passed over. Default: with `send`, the first message is; else an open link is enough. */
  readonly isAnswer?: ((message: string | Uint8Array) => boolean) | undefined;
}

const NAMES = ["transport", "protocols", "headers", "send", "isAnswer"];

/** Each probe dials anew and closes what it has dialled. Throws a `ConfigError`. */
export function webSocketProbe(url: string | URL, options: WebSocketProbeOptions): Probe {
  checkNames(options, NAMES);
  if (options.transport === undefined) throw new ConfigError("transport", "given", undefined);
  checkMembers("transport", options.transport, ["dial"]);
  checkType("isAnswer", options.isAnswer, "function");
  checkPayload("send", options.send);
  checkHeaders("headers", options.headers);
  checkProtocols(options.protocols);
  if (options.headers && !options.transport.can.headers)
    throw new ConfigError(
      "headers",
      `absent, as ${options.transport.name} cannot send them`,
      "headers",
    );
  const { hostname, href } = parsed(url, options.transport.base);
  return probeOf(hostname, (context) => ask(href, options, context));
}

function checkProtocols(protocols: unknown): void {
  if (protocols === undefined) return;
  if (Array.isArray(protocols) && protocols.every((each) => typeof each === "string")) return;
  throw new ConfigError("protocols", "a list of texts", typeof protocols);
}

function parsed(url: string | URL, base: string | undefined): URL {
  let read: URL;
  try {
    read = new URL(url, base);
  } catch (cause) {
    throw new ConfigError("url", "a ws: or wss: URL", typeof url, cause);
  }
  // As the platform's WebSocket takes them: WHATWG WebSockets 3.1, steps 4 to 6.
  read.protocol = read.protocol.replace(/^http/, "ws");
  read.hash = "";
  if (/^wss?:$/.test(read.protocol)) return read;
  throw new ConfigError("url", "a ws: or wss: URL", read.protocol);
}

function ask(url: string, options: WebSocketProbeOptions, { signal }: ProbeContext): Promise<void> {
  const { headers, protocols = [], transport } = options;
  return new Promise((resolve, reject) => {
    const attempt = new Attempt(options, (error) =>
      error === undefined ? resolve() : reject(error),
    );
    attempt.socket = transport.dial({ url, protocols, ...(headers && { headers }) }, attempt);
    const give = (): void => attempt.end(signal.reason as Error);
    if (signal.aborted) give();
    else signal.addEventListener("abort", give, { once: true });
  });
}

/** One dial. It ends once, and the socket with it. */
class Attempt implements SocketSink {
  socket: Socket | undefined;
  readonly #options: WebSocketProbeOptions;
  readonly #told: (error: unknown) => void;
  #isOver = false;

  constructor(options: WebSocketProbeOptions, told: (error: unknown) => void) {
    this.#options = options;
    this.#told = told;
  }

  end(error?: unknown): void {
    if (this.#isOver) return;
    this.#isOver = true;
    // After a good answer with a goodbye, so that the server logs no fault.
    if (error === undefined) this.socket?.close(1000, "");
    else this.socket?.terminate();
    this.#told(error);
  }

  opened(): void {
    const { isAnswer, send } = this.#options;
    try {
      if (send !== undefined && !this.#isOver) this.socket?.send(send);
    } catch (error) {
      this.end(error);
    }
    if (send === undefined && isAnswer === undefined) this.end();
  }

  message(data: string | Uint8Array): void {
    if (this.#isOver) return;
    try {
      if (this.#options.isAnswer?.(data) ?? true) this.end();
    } catch (error) {
      this.end(error);
    }
  }

  closed({ code, detail, error, status }: Parameters<SocketSink["closed"]>[0]): void {
    const how = status === undefined ? `the close code ${code}` : `the status ${status}`;
    const why = detail === undefined ? "" : `: ${detail}`;
    this.end(new ProbeError(`The link ended with ${how} before there was an answer${why}.`, error));
  }

  heard(): void {}
  pong(): void {}
  drained(): void {}
}
