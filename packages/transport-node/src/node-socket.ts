// One dial over ws and the socket that it becomes. It tells what happened and decides nothing.

import http, { type IncomingMessage } from "node:http";
import type { Socket as Stream } from "node:net";
import type { CloseReport, DialTarget, MessageData, Socket, SocketSink } from "@skep/core";
import { checkMemory, ConfigError, isCloseCode, plainPayload, soon } from "@skep/core/base";
import WebSocket from "isomorphic-ws";
import {
  dialing,
  type HandlerOwner,
  linked,
  linkedByView,
  listen,
  listenToStream,
} from "./handlers.ts";
import type { NodeTransportOptions } from "./options.ts";
import { announcedLength, takenBy } from "./private-figures.ts";
import { requestOptions } from "./request.ts";
import { violationOf } from "./violation.ts";
import { violationWords } from "./violation-words.ts";
import { NOT_OPEN, PAYLOAD } from "./words.ts";
import { type ClientOwner, type Owned, owner, WsClient } from "./ws-client.ts";

// RFC 6455 7.1.5: no close frame came.
const ABNORMAL: CloseReport = { code: 1006, reason: "" };

/** What is only of use until the link is open: a link that lives long does not keep it. */
interface Dialled {
  readonly target: DialTarget;
  readonly options: NodeTransportOptions;
  answer?: IncomingMessage;
}

export class NodeSocket implements Socket, ClientOwner, HandlerOwner {
  readonly sink: SocketSink;
  readonly #readLimit: number;
  readonly #ws: WsClient | undefined;
  readonly #byView: boolean;
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
    this.#byView = target.binary === "view";
    try {
      const request = requestOptions(target, options, (stream) => this.#attach(stream));
      this.#ws = new WsClient(target.url, [...target.protocols], request);
      (this.#ws as unknown as Owned<this>)[owner] = this;
      listen(this.#ws, dialing);
    } catch (error) {
      // A bad URL, subprotocol or header; also a bad certificate, and what an agent or lookup throws.
      soon(() => this.#end({ ...ABNORMAL, error }));
    }
  }

  send(data: MessageData): void {
    // From then on ws takes messages and drops them without a word.
    const link = this.#link;
    if (link?.readyState !== WebSocket.OPEN) throw new Error(NOT_OPEN);
    // ws reads any view as it is, but would send an empty message for a Buffer that is detached, and mask a bare
    // SharedArrayBuffer in place.
    const isView = ArrayBuffer.isView(data);
    if (isView) checkMemory(data);
    const payload = isView ? data : plainPayload(data);
    try {
      link.send(payload as Uint8Array);
    } catch (cause) {
      // Of an open socket, only the payload can be at fault.
      const shown = typeof data === "string" ? "text" : data;
      throw new ConfigError("data", PAYLOAD, shown, cause);
    }
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
    return takenBy(this.#stream);
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
    // What was inflated lies in the buffer of zlib, which goes on writing into it.
    const byView = this.#byView && ws.extensions === "";
    listen(ws, byView ? linkedByView : linked);
    if (this.#stream !== undefined) this.#watch(this.#stream, byView);
    const { protocol } = ws;
    this.sink.opened(
      answer === undefined ? { protocol } : { protocol, headers: flat(answer.headers) },
    );
  }

  #watch(stream: Stream, byView: boolean): void {
    listenToStream(stream, this, byView);
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
      size: announcedLength(this.#ws),
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

function flat(headers: IncomingMessage["headers"]): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, [value].flat().join(", ")]),
  );
}
