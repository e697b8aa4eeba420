// One dial over ws and the socket that it becomes. It tells what happened and decides nothing.

import type { ClientRequest, IncomingMessage } from "node:http";
import type { Socket as Stream } from "node:net";
import * as threads from "node:worker_threads";
import type { CloseReport, DialTarget, MessageData, Socket, SocketSink } from "@skep/core";
import { ConfigError, isCloseCode, ownBytes, plainPayload } from "@skep/core/base";
import WebSocket from "isomorphic-ws";
import type { NodeTransportOptions } from "./options.ts";
import { violationOf } from "./violation.ts";

// The timer of ws for an end that the peer owes us. Sessions wait less and terminate; it frees what nobody
// waits for: a link that we ended over a violation, and one whose peer closed but keeps the connection.
const CLOSE_TIMEOUT = 10_000;

// `maxPayload` of ws is a signed 32-bit number; more would turn negative, which is no limit at all.
const LARGEST_LIMIT = 2 ** 31 - 1;

// Not every version of Bun and Deno has it.
const { markAsUntransferable }: Partial<typeof threads> = threads;

// RFC 6455 7.1.5: no close frame came.
const ABNORMAL: CloseReport = { code: 1006, reason: "" };

// Newer than its types.
type ClientOptions = WebSocket.ClientOptions & { readonly closeTimeout: number };

// What ws and the stream call, with themselves as `this`: a closure for each and each socket would weigh more than a
// session. `on` where `once` would do, as what is taken off again makes the emitter's table a slow and large one.
// For each half of its life a table of its own: with all eight in it, one is twice as large.
const owner = Symbol("owner");

interface Owned {
  [owner]: NodeSocket;
}

/** `error` first of all and for good: ws throws one that nobody listens to. */
const always = {
  error(this: Owned, error: Error): void {
    this[owner].failed(error);
  },
  close(this: Owned, code: number, reason: Buffer): void {
    this[owner].ended(code, reason.toString());
  },
};

const dialing = {
  ...always,
  upgrade(this: Owned): void {
    this[owner].answered = true;
  },
  "unexpected-response"(this: Owned, _: ClientRequest, response: IncomingMessage): void {
    this[owner].refused(response);
  },
  open(this: Owned): void {
    this[owner].opened();
  },
};

const linked = {
  ...always,
  message(this: Owned, data: Buffer, isBinary: boolean): void {
    this[owner].sink.message(isBinary ? ownBytes(data) : data.toString());
  },
  ping(this: Owned): void {
    this[owner].sink.heard();
  },
  pong(this: Owned): void {
    this[owner].sink.pong();
  },
};

const linkedByView = {
  ...linked,
  message(this: Owned, data: Buffer, isBinary: boolean): void {
    this[owner].sink.message(isBinary ? data : data.toString());
  },
};

/** Of the stream under it: all messages in it share its buffer, so that a transfer has to be an error. Once a read. */
function shared({ buffer }: Buffer): void {
  markAsUntransferable?.(buffer);
}

/** Of the stream under it. */
function drained(this: Owned): void {
  this[owner].drained();
}

export class NodeSocket implements Socket {
  readonly sink: SocketSink;
  readonly #ws: WebSocket | undefined;
  readonly #byView: boolean;
  /** The same, once it is open: before, ws throws in what has no guard here. */
  #link: WebSocket | undefined;
  #stream: Stream | undefined;
  #error: Error | undefined;
  answered = false;
  #unreferenced = false;
  #over = false;

  constructor(target: DialTarget, sink: SocketSink, options: NodeTransportOptions) {
    this.sink = sink;
    this.#byView = target.binary === "view";
    try {
      this.#ws = new WebSocket(target.url, [...target.protocols], this.#request(target, options));
      (this.#ws as unknown as Owned)[owner] = this;
      listen(this.#ws, dialing);
    } catch (error) {
      // A bad URL, subprotocol or header; also a bad certificate, and what an agent or lookup throws.
      queueMicrotask(() => this.#end({ ...ABNORMAL, error }));
    }
  }

  send(data: MessageData): void {
    // From then on ws takes messages and drops them without a word.
    const link = this.#link;
    if (link?.readyState !== WebSocket.OPEN) throw new Error("The socket is not open.");
    // ws reads any view as it is, but would mask a bare SharedArrayBuffer in place.
    const payload = ArrayBuffer.isView(data) ? data : plainPayload(data);
    try {
      link.send(payload as Uint8Array);
    } catch (cause) {
      // Of an open socket, only the payload can be at fault.
      const shown = typeof data === "string" ? "text" : data;
      throw new ConfigError("data", "a payload that ws sends", shown, cause);
    }
  }

  close(code?: number, reason?: string): void {
    // A paused socket would never read the answer.
    this.resume();
    try {
      if (isCloseCode(code)) return this.#ws?.close(code, reason);
    } catch {
      // The reason is too long (RFC 6455 5.5: 125 bytes with the code).
    }
    this.#ws?.close();
  }

  terminate(): void {
    this.#ws?.terminate();
  }

  get bufferedAmount(): number {
    return this.#ws?.bufferedAmount ?? 0;
  }

  ping(): void {
    this.#link?.ping();
  }

  pause(): void {
    this.#link?.pause();
  }

  resume(): void {
    this.#link?.resume();
  }

  unref(): void {
    this.#unreferenced = true;
    this.#stream?.unref();
  }

  #request(target: DialTarget, options: NodeTransportOptions): ClientOptions {
    const { headers = {}, readLimit = 0 } = target;
    return {
      perMessageDeflate: false,
      ...piecesFor(readLimit),
      ...(options as WebSocket.ClientOptions),
      closeTimeout: CLOSE_TIMEOUT,
      headers,
      followRedirects: false,
      maxPayload: Math.min(readLimit, LARGEST_LIMIT),
      // The one public way to the connection before it is upgraded.
      finishRequest: (request: ClientRequest) => {
        request.once("socket", (stream) => this.#attach(stream));
        request.end();
      },
    };
  }

  #attach(stream: Stream): void {
    this.#stream = stream;
    if (this.#unreferenced) stream.unref();
  }

  // --- what ws tells ---

  opened(): void {
    const ws = this.#ws as WebSocket;
    this.#link = ws;
    ws.removeAllListeners();
    // What was inflated lies in the buffer of zlib, which goes on writing into it.
    const byView = this.#byView && ws.extensions === "";
    listen(ws, byView ? linkedByView : linked);
    if (byView) this.#stream?.prependListener("data", shared);
    this.#watch(this.#stream);
    this.sink.opened({ protocol: ws.protocol });
  }

  #watch(stream: Stream | undefined): void {
    if (stream === undefined) return;
    (stream as unknown as Owned)[owner] = this;
    // Fires only after the stream was fuller than its mark, which a sender that waits has seen to.
    stream.on("drain", drained);
    // Where several addresses were tried, the handle is not the one that was unreferenced.
    if (this.#unreferenced) stream.unref();
  }

  drained(): void {
    if (!this.#over) this.sink.drained();
  }

  refused({ statusCode, headers }: IncomingMessage): void {
    // With a listener, ws leaves both the request and its connection to it.
    this.terminate();
    this.#end({ ...ABNORMAL, status: statusCode as number, headers: flat(headers) });
  }

  failed(error: Error): void {
    this.#error ??= error;
    const violation = violationOf(error, this.answered && this.#link === undefined);
    // ws says goodbye by itself, and the peer may take its time over the answer.
    if (violation !== undefined) this.#end({ ...ABNORMAL, violation, error });
  }

  ended(code: number, reason: string): void {
    this.#end(this.#error === undefined ? { code, reason } : { code, reason, error: this.#error });
  }

  #end(report: CloseReport): void {
    if (this.#over) return;
    this.#over = true;
    this.sink.closed(report);
  }
}

function listen(ws: WebSocket, handlers: typeof dialing | typeof linked): void {
  for (const [event, handler] of Object.entries(handlers))
    ws.on(event, handler as unknown as (this: WebSocket) => void);
}

/**
 * How many pieces a message may come in. Each costs some hundred bytes beside its own, so a message in
 * pieces of one byte would outgrow its limit by far; pieces of 128 bytes on average are allowed.
 */
function piecesFor(readLimit: number): { maxFragments?: number; maxBufferedChunks?: number } {
  if (readLimit === 0) return {};
  const pieces = Math.min(Math.max(1_024, Math.ceil(readLimit / 128)), LARGEST_LIMIT);
  return { maxFragments: pieces, maxBufferedChunks: pieces };
}

function flat(headers: IncomingMessage["headers"]): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, [value].flat().join(", ")]),
  );
}
