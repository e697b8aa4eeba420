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
import type { OriginAdmission } from "./admission.ts";
import type { Found } from "./dial-target.ts";
import type { PeerDialer } from "./peer-dialer.ts";

export class DialAttempt implements Dialing, SocketSink {
  #sink: DialSink | undefined;
  readonly #dialer: PeerDialer;
  // Made for who asks: most peers have no provider.
  #abort: AbortController | undefined;
  /** Its place at the origin, as long as it has one. */
  ticket: Ticket | undefined;
  /** Where its link counts, once there is one. */
  origin: OriginAdmission | undefined;
  socket: Socket | undefined;
  #inDial = false;
  /** The socket was open. */
  wasOpen = false;

  constructor(sink: DialSink, ticket: Ticket, dialer: PeerDialer) {
    this.#sink = sink;
    this.ticket = ticket;
    this.#dialer = dialer;
  }

  get isOver(): boolean {
    return this.#sink === undefined;
  }

  /** Aborted when the dial is given up; for providers. */
  get signal(): AbortSignal {
    return (this.#abort ??= new AbortController()).signal;
  }

  /** Waits for the target, and for room, and dials. */
  async run(finding: Promise<Found>): Promise<void> {
    let found: Found;
    try {
      found = await finding;
    } catch (cause) {
      return this.#fail({ phase: "resolve", kind: "provider", cause });
    }
    if (this.isOver) return;
    this.#dialer.found(this, found.origin, () => this.#open(found.target));
  }

  #open(target: DialTarget): void {
    // It may have been given up while it waited.
    if (this.isOver) return;
    const { transport, unref } = this.#dialer;
    try {
      this.#inDial = true;
      this.socket = this.#dialer.inContext(() => openSocket(transport, target, this));
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
    this.#tell(this.#end(), (sink) => sink.unresolved(new DialError(failure, this.#dialer.id)));
  }

  #end(): DialSink | undefined {
    const sink = this.#sink;
    this.#sink = undefined;
    if (sink !== undefined) this.#dialer.over(this);
    return sink;
  }

  abandon(): void {
    if (this.#end() === undefined) return;
    // Whoever listens to it is the application's.
    this.#dialer.inContext(() => this.#abort?.abort());
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
    this.#dialer.opened(this);
    this.#tell(this.#sink, (sink) => sink.opened(info));
  }

  message(data: string | Uint8Array): void {
    // Sockets go on with what they have read already, also after their end.
    if (this.#sink === undefined) return this.#dialer.late(data);
    // No closure for each message.
    try {
      this.#sink.message(data);
    } catch (error) {
      this.#dialer.threw(error);
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
      this.#dialer.threw(error);
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
