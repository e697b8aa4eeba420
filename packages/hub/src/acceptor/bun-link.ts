// A link of `Bun.serve`. Its types are those of Bun as far as they are needed, so that nothing of Bun has to be installed.

import type { Admitted } from "../admission/upgrade-request.ts";
import { FrameReader } from "./frame-reader.ts";
import type { Link, LinkListener } from "./link.ts";
import { SentCallbacks } from "./sent-callbacks.ts";

/** A `ServerWebSocket` of Bun. */
export interface BunSocketLike {
  readonly data: unknown;
  /** Bytes that were sent; -1 where they wait, 0 where they were dropped. */
  send(text: string): number;
  close(code?: number, reason?: string): void;
  terminate(): void;
  ping(): number;
  getBufferedAmount(): number;
}

/** The server that `Bun.serve` gives, and with each request. */
export interface BunServerLike {
  upgrade(
    request: Request,
    options: { readonly data: unknown; readonly headers?: Record<string, string> },
  ): boolean;
  requestIP(request: Request): { readonly address: string } | null;
}

/** What `Bun.serve` takes as `websocket`. */
export interface BunWebSocketHandlerLike {
  readonly maxPayloadLength: number;
  readonly idleTimeout: number;
  readonly sendPings: boolean;
  readonly perMessageDeflate: boolean;
  readonly backpressureLimit: number;
  readonly closeOnBackpressureLimit: boolean;
  open(socket: BunSocketLike): void;
  message(socket: BunSocketLike, data: string | Uint8Array): void;
  drain(socket: BunSocketLike): void;
  ping(socket: BunSocketLike): void;
  pong(socket: BunSocketLike): void;
  close(socket: BunSocketLike): void;
}

export class BunLink implements Link {
  readonly #admitted: Admitted;
  #socket: BunSocketLike | undefined;
  #listener: LinkListener | undefined;
  /** Something waits in Bun. */
  #isBehind = false;
  readonly #sent = new SentCallbacks();
  readonly #reader = new FrameReader({
    // Bun ends a link with 1009 by itself.
    maxPayload: undefined,
    deliver: (frame) => this.#listener?.message(frame),
    close: (code, reason) => this.close(code, reason),
    terminate: () => this.terminate(),
  });

  /** Given to Bun as what belongs to the socket. */
  constructor(admitted: Admitted) {
    this.#admitted = admitted;
  }

  // --- what the hub does ---

  get pending(): number {
    return this.#socket?.getBufferedAmount() ?? 0;
  }

  send(frame: string, sent?: () => void): void {
    const before = this.#isBehind ? this.pending : 0;
    const result = this.#socket?.send(frame);
    // Dropped: the link ends, so that nothing is missing in silence.
    if (result === 0) this.terminate();
    if (result === -1) {
      this.#isBehind = true;
      this.#sent.add(this.pending - before);
    }
    if (sent === undefined) return;
    if (this.#isBehind) this.#sent.push(sent);
    else queueMicrotask(sent);
  }

  pause(): void {
    this.#reader.pause();
  }

  resume(): void {
    this.#reader.resume();
  }

  limit(bytes: number | undefined): void {
    this.#reader.limit(bytes);
  }

  /** Bun tells the end at once, sends what waits, and ends the connection some seconds later by itself. */
  close(code: number, reason: string): void {
    this.#reader.end();
    this.#socket?.close(code, reason);
  }

  ping(): void {
    this.#socket?.ping();
  }

  terminate(): void {
    this.#reader.end();
    this.#socket?.terminate();
  }

  // --- what Bun tells ---

  opened(socket: BunSocketLike): void {
    this.#socket = socket;
    this.#listener = this.#admitted.accept(this);
  }

  message(data: string | Uint8Array): void {
    this.#reader.take(data);
  }

  heard(): void {
    this.#listener?.heard();
  }

  drained(): void {
    const { pending } = this;
    if (pending === 0) this.#isBehind = false;
    this.#sent.settle(pending);
  }

  closed(): void {
    this.#socket = undefined;
    this.#isBehind = false;
    this.#reader.end();
    // Bun calls this within `close`, and what calls that has not ended yet.
    queueMicrotask(() => {
      this.#sent.settle(0);
      this.#listener?.closed();
    });
  }
}

/** The handlers of all links of one server. Sockets of others on the same server are left alone. */
export function bunHandler(maxPayload: number): BunWebSocketHandlerLike {
  return {
    maxPayloadLength: maxPayload,
    // The hub pings by itself, and knows who is silent.
    idleTimeout: 0,
    sendPings: false,
    // Compression costs memory for each link.
    perMessageDeflate: false,
    // 0 is no limit: the hub bounds what waits, and beyond a limit Bun drops messages in silence.
    backpressureLimit: 0,
    closeOnBackpressureLimit: true,
    open: (socket) => linkOf(socket)?.opened(socket),
    message: (socket, data) => linkOf(socket)?.message(data),
    drain: (socket) => linkOf(socket)?.drained(),
    ping: (socket) => linkOf(socket)?.heard(),
    pong: (socket) => linkOf(socket)?.heard(),
    close: (socket) => linkOf(socket)?.closed(),
  };
}

function linkOf({ data }: BunSocketLike): BunLink | undefined {
  return data instanceof BunLink ? data : undefined;
}
