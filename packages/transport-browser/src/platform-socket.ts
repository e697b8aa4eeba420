// One dial over the platform's WebSocket and the socket that it becomes. It tells what happened and decides
// nothing. The quirks of engines end here: an `error` without `close`, a `close` inside of `close()`, code 0.

import type { CloseReport, DialTarget, MessageData, Socket, SocketSink } from "@skep/core";
import { ConfigError, isCloseCode, plainPayload, soon } from "@skep/core/base";
import { takesBlobs } from "./engine.ts";
import { NO_BLOB, NOT_OPEN, PAYLOAD } from "./words.ts";
import type {
  WebSocketConstructorLike,
  WebSocketEventLike,
  WebSocketLike,
} from "./web-socket-like.ts";

// RFC 6455 7.1.5: no close frame came.
const ABNORMAL: CloseReport = { code: 1006, reason: "" };

// WHATWG WebSockets, readyState. From CLOSING on, `send` takes messages and drops them without a word.
const OPEN = 1;

export class PlatformSocket implements Socket {
  readonly #sink: SocketSink;
  readonly #socket: WebSocketLike | undefined;
  #error: unknown;
  #over = false;

  constructor(WebSocket: WebSocketConstructorLike, target: DialTarget, sink: SocketSink) {
    this.#sink = sink;
    try {
      // Throws for what is no whole address; a browser would put the page's own before it.
      void new URL(target.url);
      this.#socket = new WebSocket(target.url, [...target.protocols]);
      this.#listen(this.#socket, target.binary === "view");
    } catch (error) {
      // A bad URL or subprotocol; `ws:` on a page of `https:`.
      this.#error = error;
      this.#end(ABNORMAL);
    }
  }

  send(data: MessageData): void {
    const socket = this.#socket;
    if (socket === undefined || socket.readyState > OPEN) throw new Error(NOT_OPEN);
    const payload = plainPayload(data);
    try {
      if (typeof payload === "object" && "size" in payload) checkBlob(payload);
      socket.send(payload as string);
    } catch (cause) {
      if (socket.readyState !== OPEN) throw cause;
      const shown = typeof data === "string" ? "text" : data;
      throw new ConfigError("data", PAYLOAD, shown, cause);
    }
  }

  close(code?: number, reason?: string): void {
    try {
      if (isCloseCode(code)) return this.#socket?.close(code, reason);
    } catch {
      // The reason is too long (RFC 6455 5.5: 125 bytes with the code).
    }
    this.#socket?.close();
  }

  /** Browsers cannot: the goodbye goes out, and nobody waits for what comes of it, which may take a minute. */
  terminate(): void {
    if (this.#socket?.terminate === undefined) this.close();
    else this.#socket.terminate();
    this.#end(ABNORMAL);
  }

  get bufferedAmount(): number | undefined {
    return this.#socket?.bufferedAmount;
  }

  #listen(socket: WebSocketLike, byView: boolean): void {
    // Else binary messages are Blobs, which are read later and out of order.
    socket.binaryType = "arraybuffer";
    socket.addEventListener("open", () => {
      // Of workerd, null where none was chosen.
      if (!this.#over) this.#sink.opened({ protocol: socket.protocol ?? "" });
    });
    socket.addEventListener("message", ({ data }) => {
      if (!this.#over) this.#sink.message(typeof data === "string" ? data : bytesOf(data, byView));
    });
    socket.addEventListener("error", (event) => this.#failed(event));
    socket.addEventListener("close", (event) => this.#closed(event));
  }

  #closed({ code, reason = "" }: WebSocketEventLike): void {
    // Deno says 0 where no close frame came, and workerd gives a reason in its own words.
    if (code !== undefined && code !== 0 && code !== ABNORMAL.code)
      return this.#end({ code, reason });
    this.#error ??= reason || undefined;
    this.#end(ABNORMAL);
  }

  #failed({ error, message }: WebSocketEventLike): void {
    // Browsers say nothing: what a page may learn of other hosts would be a hole.
    this.#error ??= error ?? (message || undefined);
    // `close` comes in the same task. Node 22 has none for a dial that failed, and none for one given up.
    setTimeout(() => this.#end(ABNORMAL), 0);
  }

  #end(report: CloseReport): void {
    if (this.#over) return;
    this.#over = true;
    const told = this.#error === undefined ? report : { ...report, error: this.#error };
    // Never from inside of what the session calls: Node 24 tells of the end inside of `close()`.
    soon(() => this.#sink.closed(told));
  }
}

/**
 * Throws for a Blob that the platform would send as the text of its name: one that a library made, by the getter of the
 * platform's own, which `instanceof` of another realm would not know; on workerd, each.
 */
function checkBlob(blob: object): void {
  if (!takesBlobs()) throw new TypeError(NO_BLOB);
  Reflect.get(Blob.prototype, "size", blob);
}

/** Bun has Buffers, whatever it was asked for; of a view, this makes a copy. */
function bytesOf(data: unknown, byView: boolean): Uint8Array {
  if (byView && ArrayBuffer.isView(data)) return data as Uint8Array;
  // Node and ws have one empty buffer for all messages: if it were transferred, the next close frame would end the process.
  return (data as ArrayBuffer).byteLength === 0
    ? new Uint8Array()
    : new Uint8Array(data as ArrayBuffer);
}
