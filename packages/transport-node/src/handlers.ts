// What ws and the stream under it call: tables of shared functions, with the emitter as `this`.

import type { ClientRequest, IncomingMessage } from "node:http";
import type { Socket as Stream } from "node:net";
import * as threads from "node:worker_threads";
import type { SocketSink } from "@skep/core";
import { ownBytes } from "@skep/core/base";
import type WebSocket from "isomorphic-ws";
import { type Owned, owner } from "./ws-client.ts";

/** The socket that is told. */
export interface HandlerOwner {
  readonly sink: SocketSink;
  answered(answer: IncomingMessage): void;
  refused(answer: IncomingMessage): void;
  opened(): void;
  failed(error: Error): void;
  ended(code: number, reason: string): void;
  drained(): void;
  progress(): void;
}

// A closure for each function and each socket would weigh more than a session. `on` where `once` would do, as what is
// taken off again makes the emitter's table a slow and large one. For each half of a socket's life a table of its own:
// with all eight handlers in it, one is twice as large.
type Caller = Owned<HandlerOwner>;

// Not every version of Bun and Deno has it.
const { markAsUntransferable }: Partial<typeof threads> = threads;

/** `error` first of all and for good: ws throws one that nobody listens to. */
const always = {
  error(this: Caller, error: Error): void {
    this[owner].failed(error);
  },
  close(this: Caller, code: number, reason: Buffer): void {
    this[owner].ended(code, reason.toString());
  },
};

/** Handlers by the name of their event. */
export type Handlers = Readonly<Record<string, (this: Caller, ...args: never[]) => void>>;

export const dialing: Handlers = {
  ...always,
  upgrade(this: Caller, answer: IncomingMessage): void {
    this[owner].answered(answer);
  },
  "unexpected-response"(this: Caller, _: ClientRequest, answer: IncomingMessage): void {
    this[owner].refused(answer);
  },
  open(this: Caller): void {
    this[owner].opened();
  },
};

export const linked: Handlers = {
  ...always,
  message(this: Caller, data: Buffer, isBinary: boolean): void {
    this[owner].sink.message(isBinary ? ownBytes(data) : data.toString());
  },
  ping(this: Caller): void {
    this[owner].sink.heard();
  },
  pong(this: Caller): void {
    this[owner].sink.pong();
  },
};

export const linkedByView: Handlers = {
  ...linked,
  message(this: Caller, data: Buffer, isBinary: boolean): void {
    // All empty messages are one constant of ws, which a transfer would break for the whole process.
    const bytes = data.length === 0 ? new Uint8Array() : data;
    this[owner].sink.message(isBinary ? bytes : data.toString());
  },
};

/** Each handler for its event. */
export function listen(ws: WebSocket, handlers: Handlers): void {
  for (const [event, handler] of Object.entries(handlers))
    ws.on(event, handler as unknown as (this: WebSocket) => void);
}

/** Listens to the stream of a link that is open, in front of ws, so that what is told of a chunk follows what is told here. */
export function listenToStream(stream: Stream, socket: HandlerOwner, byView: boolean): void {
  (stream as unknown as Caller)[owner] = socket;
  // Fires only after the stream was fuller than its mark, which a sender that waits has seen to.
  stream.on("drain", drained);
  stream.prependListener("data", byView ? readByView : read);
}

function drained(this: Caller): void {
  this[owner].drained();
}

/** Called for each chunk that was read, whatever is in it: never for each message. */
function read(this: Caller): void {
  this[owner].progress();
}

/** All messages in a chunk share its buffer, so that a transfer of it has to be an error. */
function readByView(this: Caller, { buffer }: Buffer): void {
  markAsUntransferable?.(buffer);
  this[owner].progress();
}
