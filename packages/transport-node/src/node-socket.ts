// One dial over ws and the socket that it becomes. It tells what happened and decides nothing.

import http, { type ClientRequest, type IncomingMessage } from "node:http";
import type { Socket as Stream } from "node:net";
import type { CloseReport, DialTarget, MessageData, Socket, SocketSink } from "@skep/core";
import { isCloseCode } from "@skep/core/base";
import WebSocket from "isomorphic-ws";
import type { NodeTransportOptions } from "./options.ts";
import { violationOf } from "./violation.ts";
import { violationWords } from "./violation-words.ts";
import { type ClientOwner, type Owned, owner, WsClient } from "./ws-client.ts";

// The timer of ws for an end that the peer owes us. Sessions wait less and terminate; it frees what nobody
// waits for: a link that we ended over a violation, and one whose peer closed but keeps the connection.
const CLOSE_TIMEOUT = 10_000;

// `maxPayload` of ws is a signed 32-bit number; more would turn negative, which is no limit at all.
const LARGEST_LIMIT = 2 ** 31 - 1;

// RFC 6455 7.1.5: no close frame came.
const ABNORMAL: CloseReport = { code: 1006, reason: "" };

// Newer than its types.
type ClientOptions = WebSocket.ClientOptions & { readonly closeTimeout: number };

// What ws and the stream call, with themselves as `this`: a closure for each and each socket would weigh more than a
// session. `on` where `once` would do, as what is taken off again makes the emitter's table a slow and large one.
// For each half of its life a table of its own: with all eight in it, one is twice as large.
type Caller = Owned<NodeSocket>;

/** `error` first of all and for good: ws throws one that nobody listens to. */
const always = {
  error(this: Caller, error: Error): void {
    this[owner].failed(error);
  },
  close(this: Caller, code: number, reason: Buffer): void {
    this[owner].ended(code, reason.toString());
  },
};

const dialing = {
  ...always,
  upgrade(this: Caller, answer: IncomingMessage): void {
    this[owner].answered(answer);
  },
  "unexpected-response"(this: Caller, _: ClientRequest, response: IncomingMessage): void {
    this[owner].refused(response);
  },
  open(this: Caller): void {
    this[owner].opened();
  },
};

const linked = {
  ...always,
  message(this: Caller, data: Buffer, isBinary: boolean): void {
    this[owner].sink.message(isBinary ? data : data.toString());
  },
  ping(this: Caller): void {
    this[owner].sink.heard();
  },
  pong(this: Caller): void {
    this[owner].sink.pong();
  },
};

/** Of the stream under it, as the next. */
function drained(this: Caller): void {
  this[owner].drained();
}

/** Called for each chunk that was read, whatever is in it: never for each message. */
function read(this: Caller): void {
  this[owner].progress();
}

/** What Node keeps of a stream, and other runtimes perhaps not. */
interface Handled {
  readonly _handle?: { readonly writeQueueSize?: number } | null;
}

/** The length that the frames of a message have announced so far; ws has no public name for it, and says no number. */
interface Receiving {
  readonly _receiver?: { readonly _totalPayloadLength?: number };
}

/** What is only of use until the link is open: a link that lives long does not keep it. */
interface Dialled {
  readonly target: DialTarget;
  readonly options: NodeTransportOptions;
  answer?: IncomingMessage;
}

export class NodeSocket implements Socket, ClientOwner {
  readonly sink: SocketSink;
  readonly #readLimit: number;
  readonly #ws: WsClient | undefined;
  /** The same, once it is open: before, ws throws in what has no guard here. */
  #link: WsClient | undefined;
  #dialled: Dialled | undefined;
  #stream: Stream | undefined;
  #error: Error | undefined;
  #unreferenced = false;
  #over = false;

  constructor(target: DialTarget, sink: SocketSink, options: NodeTransportOptions) {
    this.sink = sink;
    this.#readLimit = target.readLimit ?? 0;
    this.#dialled = { target, options };
    try {
      this.#ws = new WsClient(target.url, [...target.protocols], this.#request(target, options));
      (this.#ws as unknown as Caller)[owner] = this;
      listen(this.#ws, dialing);
    } catch (error) {
      // A bad URL, subprotocol or header; also a bad certificate, and what an agent or lookup throws.
      queueMicrotask(() => this.#end({ ...ABNORMAL, error }));
    }
  }

  send(data: MessageData): void {
    // From then on ws takes messages and drops them without a word.
    if (this.#link?.readyState !== WebSocket.OPEN) throw new Error("The socket is not open.");
    this.#link.send(data);
  }

  close(code?: number, reason?: string): void {
    // A paused socket would never read the answer.
    this.resume();
    try {
      if (isCloseCode(code)) return this.#ws?.leave(code, reason);
    } catch {
      // The reason is too long (RFC 6455 5.5: 125 bytes with the code).
    }
    this.#ws?.leave();
  }

  terminate(): void {
    this.#ws?.terminate();
  }

  get bufferedAmount(): number {
    return this.#ws?.bufferedAmount ?? 0;
  }

  /** Until a write is done `bufferedAmount` holds the whole of it, which of a large message may take minutes. */
  get taken(): number | undefined {
    const stream = this.#stream;
    // Node's own timer for idle sockets looks there too; nothing public tells how much of a write is left.
    const { writeQueueSize } = (stream as unknown as Handled | undefined)?._handle ?? {};
    if (stream === undefined || writeQueueSize === undefined) return undefined;
    return stream.bytesWritten - stream.writableLength - writeQueueSize;
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

  answered(answer: IncomingMessage): void {
    if (this.#dialled !== undefined) this.#dialled.answer = answer;
  }

  opened(): void {
    const ws = this.#ws as WsClient;
    const answer = this.#dialled?.answer;
    this.#dialled = undefined;
    this.#link = ws;
    ws.removeAllListeners();
    listen(ws, linked);
    this.#watch(this.#stream);
    const { protocol } = ws;
    this.sink.opened(
      answer === undefined ? { protocol } : { protocol, headers: flat(answer.headers) },
    );
  }

  #watch(stream: Stream | undefined): void {
    if (stream === undefined) return;
    (stream as unknown as Caller)[owner] = this;
    // Fires only after the stream was fuller than its mark, which a sender that waits has seen to.
    stream.on("drain", drained);
    // ws has set it flowing; in front of ws, so that what is told of a chunk follows it.
    stream.prependListener("data", read);
    // Where several addresses were tried, the handle is not the one that was unreferenced.
    if (this.#unreferenced) stream.unref();
  }

  drained(): void {
    if (!this.#over) this.sink.drained();
  }

  progress(): void {
    if (!this.#over) this.sink.progress?.();
  }

  closing(code: number, reason: string): void {
    if (!this.#over) this.sink.closing?.({ code, reason });
  }

  refused({ statusCode, headers }: IncomingMessage): void {
    // With a listener, ws leaves both the request and its connection to it.
    this.terminate();
    this.#end({ ...ABNORMAL, status: statusCode as number, headers: flat(headers) });
  }

  failed(error: Error): void {
    // Node's HTTP parser adds what it could not read: kilobytes, which may hold cookies and would be printed.
    Reflect.deleteProperty(error, "rawPacket");
    this.#error ??= error;
    const violation = violationOf(error, this.#dialled?.answer !== undefined);
    if (violation === undefined) return;
    // ws says goodbye by itself, and the peer may take its time over the answer.
    this.#end({ ...ABNORMAL, violation, detail: this.#describe(error), error });
  }

  #describe(error: Error): string {
    const { target, options, answer } = this.#dialled ?? {};
    return violationWords(error, {
      readLimit: this.#readLimit,
      size: (this.#ws as unknown as Receiving | undefined)?._receiver?._totalPayloadLength ?? 0,
      maxHeaderSize: options?.maxHeaderSize ?? http.maxHeaderSize,
      protocols: target?.protocols ?? [],
      answer: answer?.headers,
    });
  }

  ended(code: number, reason: string): void {
    this.#end(this.#error === undefined ? { code, reason } : { code, reason, error: this.#error });
  }

  #end(report: CloseReport): void {
    if (this.#over) return;
    this.#over = true;
    this.#dialled = undefined;
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
