// One dial under way, and the socket that it became. Guards the order of what a transport tells.

import { ConfigError, DialError } from "../errors.ts";
import type { Failure } from "../failure.ts";
import type {
  CloseFrame,
  CloseReport,
  DialTarget,
  OpenInfo,
  Socket,
  SocketSink,
  Transport,
} from "../transport.ts";
import { TRANSPORT } from "../words/requirements.ts";
import type { DialSink, Dialing, Ticket } from "../worker.ts";
import type { OriginGate } from "./origin-gate.ts";

/** Told how far a dial has come. */
export interface AttemptListener {
  /** Of the peer. */
  readonly id: string;
  opened(attempt: DialAttempt): void;
  /** A message that came after the dial was given up. */
  late(data: string | Uint8Array): void;
  /** Nothing more will come of it. */
  over(attempt: DialAttempt): void;
  /** Calls in the async context of the peer; a socket's own callbacks run in that in which it was made. */
  inContext<T>(call: () => T): T;
  /** A worker, or an inbox that was wrapped, threw where it was told something. */
  threw(error: unknown): void;
}

export class DialAttempt implements Dialing, SocketSink {
  #sink: DialSink | undefined;
  readonly #listener: AttemptListener;
  // Made for who asks: most peers have no provider.
  #abort: AbortController | undefined;
  /** Its place at the limiter, as long as it has one. */
  ticket: Ticket | undefined;
  /** The limiter that counts its link, once there is one. */
  gate: OriginGate | undefined;
  socket: Socket | undefined;
  #inDial = false;
  /** The socket was open. */
  wasOpen = false;

  constructor(sink: DialSink, ticket: Ticket, listener: AttemptListener) {
    this.#sink = sink;
    this.ticket = ticket;
    this.#listener = listener;
  }

  get isOver(): boolean {
    return this.#sink === undefined;
  }

  /** Aborted when the dial is given up; for providers. */
  get signal(): AbortSignal {
    return (this.#abort ??= new AbortController()).signal;
  }

  /** Waits for the target and dials it. */
  async run(target: Promise<DialTarget>, transport: Transport, unref: boolean): Promise<void> {
    let found: DialTarget;
    try {
      found = await target;
    } catch (cause) {
      return this.#fail({ phase: "resolve", kind: "provider", cause });
    }
    if (this.#sink === undefined) return;
    try {
      this.#inDial = true;
      this.socket = this.#listener.inContext(() => openSocket(transport, found, this));
    } catch (cause) {
      return this.#fail({ phase: "dial", kind: "network", cause });
    } finally {
      this.#inDial = false;
    }
    if (unref) this.socket.unref?.();
    this.#begin();
  }

  #begin(): void {
    // Given up from inside of the transport's `dial`.
    if (this.#sink === undefined) this.#terminate();
    else this.#tell(this.#sink, resolved);
  }

  #fail(failure: Failure): void {
    this.#tell(this.#end(), (sink) => sink.unresolved(new DialError(failure, this.#listener.id)));
  }

  #end(): DialSink | undefined {
    const sink = this.#sink;
    this.#sink = undefined;
    if (sink !== undefined) this.#listener.over(this);
    return sink;
  }

  abandon(): void {
    if (this.#end() === undefined) return;
    // Whoever listens to it is the application's.
    this.#listener.inContext(() => this.#abort?.abort());
    this.#terminate();
  }

  /** As if the link had been lost, so that its worker goes on to its end. */
  cut(): void {
    const sink = this.#end();
    this.#abort?.abort();
    this.#terminate();
    sink?.closed({ code: 1006, reason: "" });
  }

  #terminate(): void {
    // Said for politeness, not waited for: on a half-open link nobody hears it.
    if (this.wasOpen) this.socket?.close(1000);
    this.socket?.terminate();
  }

  // --- what the transport tells ---

  opened(info: OpenInfo): void {
    if (this.#sink === undefined || this.wasOpen || this.#early(() => this.opened(info))) return;
    this.wasOpen = true;
    this.#listener.opened(this);
    this.#tell(this.#sink, (sink) => sink.opened(info));
  }

  message(data: string | Uint8Array): void {
    // Sockets go on with what they have read already, also after their end.
    if (this.#sink === undefined) return this.#listener.late(data);
    // No closure for each message.
    try {
      this.#sink.message(data);
    } catch (error) {
      this.#listener.threw(error);
    }
  }

  heard(): void {
    this.#tell(this.#sink, heard);
  }

  pong(): void {
    this.#tell(this.#sink, pong);
  }

  drained(): void {
    this.#tell(this.#sink, drained);
  }

  progress(): void {
    this.#tell(this.#sink, progress);
  }

  closing(frame: CloseFrame): void {
    this.#tell(this.#sink, (sink) => sink.closing?.(frame));
  }

  closed(report: CloseReport): void {
    if (this.#sink === undefined || this.#early(() => this.closed(report))) return;
    this.#tell(this.#end(), (sink) => sink.closed(report));
  }

  /** What a sink throws is the application's to know; thrown into a socket it would end the process. */
  #tell(sink: DialSink | undefined, call: (sink: DialSink) => void): void {
    if (sink === undefined) return;
    try {
      call(sink);
    } catch (error) {
      this.#listener.threw(error);
    }
  }

  /** A transport that tells before its `dial` has returned breaks its contract, and is heard a little later. */
  #early(again: () => void): boolean {
    if (this.#inDial) queueMicrotask(again);
    return this.#inDial;
  }
}

const resolved = (sink: DialSink): void => sink.resolved();
const heard = (sink: DialSink): void => sink.heard();
const pong = (sink: DialSink): void => sink.pong();
const drained = (sink: DialSink): void => sink.drained();
const progress = (sink: DialSink): void => sink.progress?.();

function openSocket(transport: Transport, target: DialTarget, sink: SocketSink): Socket {
  const socket: Socket | undefined = transport.dial(target, sink);
  if (socket === undefined) throw new ConfigError("transport", TRANSPORT, transport.name);
  return socket;
}
