// One dial under way, and the socket that it became. Guards the order of what a transport tells; what follows from it is not known here.

import { ConfigError, DialError } from "../errors.ts";
import type { Failure } from "../failure.ts";
import type {
  CloseReport,
  DialTarget,
  OpenInfo,
  Socket,
  SocketSink,
  Transport,
} from "../transport.ts";
import { TRANSPORT } from "../words/requirements.ts";
import type { Dialing, Ticket } from "../worker.ts";
import type { OriginAdmission } from "./admission.ts";
import type { Found } from "./dial-target.ts";
import type { PeerDialer } from "./peer-dialer.ts";

export abstract class DialAttempt implements Dialing, SocketSink {
  // There where a dialer runs it: a link may be told by a dialer of the application instead.
  #dialer: PeerDialer | undefined;
  // Made for who asks: most peers have no provider.
  #abort: AbortController | undefined;
  /** Its place at the origin, as long as it has one. */
  ticket: Ticket | undefined;
  /** Where its link counts: there once the socket was open. */
  origin: OriginAdmission | undefined;
  /** There from `resolved` on, and nobody acts on it before. */
  socket!: Socket;
  /** Given up, failed or closed: nothing is heard any more. */
  isOver = false;

  /** Aborted when the dial is given up; for providers. */
  get signal(): AbortSignal {
    return (this.#abort ??= new AbortController()).signal;
  }

  /** Waits for the target, and for room, and dials. */
  async run(dialer: PeerDialer, ticket: Ticket, find: () => Promise<Found>): Promise<void> {
    this.#dialer = dialer;
    this.ticket = ticket;
    let found: Found;
    try {
      found = await dialer.inContext(find);
    } catch (cause) {
      return this.#fail({ phase: "resolve", kind: "provider", cause });
    }
    if (!this.isOver) dialer.found(this, found.origin, () => this.#open(dialer, found.target));
  }

  #open(dialer: PeerDialer, target: DialTarget): void {
    // It may have been given up while it waited.
    if (this.isOver) return;
    try {
      this.socket = dialer.inContext(() => openSocket(dialer.transport, target, this));
    } catch (cause) {
      return this.#fail({ phase: "dial", kind: "network", cause });
    }
    if (dialer.unref) this.socket.unref?.();
    // It may have been given up from inside of the transport's `dial`.
    if (this.isOver) this.#terminate();
    else this.resolved();
  }

  #fail(cause: Failure): void {
    if (this.#end()) this.unresolved(new DialError(cause, this.#dialer?.id));
  }

  /** False where it was over before. */
  #end(): boolean {
    if (this.isOver) return false;
    this.isOver = true;
    this.#dialer?.over(this);
    return true;
  }

  abandon(): void {
    if (!this.#end()) return;
    // Whoever listens to it is the application's.
    this.#dialer?.inContext(() => this.#abort?.abort());
    this.#terminate();
  }

  /** As if the link had been lost, so that its worker goes on to its end. */
  cut(): void {
    if (!this.#end()) return;
    this.#abort?.abort();
    this.#terminate();
    this.ended({ code: 1006, reason: "" });
  }

  #terminate(): void {
    const { socket } = this as Dialing;
    // Said for politeness, not waited for: on a half-open link nobody hears it.
    if (this.origin !== undefined) socket?.close(1000);
    socket?.terminate();
  }

  /** A message that came after the end: sockets go on with what they have read already. */
  protected late(data: string | Uint8Array): void {
    this.#dialer?.late(data);
  }

  // --- what the transport tells, and in what order ---

  opened(info: OpenInfo): void {
    if (this.isOver || this.origin !== undefined || this.#isEarly(() => this.opened(info))) return;
    this.#dialer?.opened(this);
    this.begun(info);
  }

  closed(report: CloseReport): void {
    if (this.isOver || this.#isEarly(() => this.closed(report))) return;
    this.#end();
    this.ended(report);
  }

  /** A transport that tells before its `dial` has returned breaks its contract, and is heard a little later. */
  #isEarly(again: () => void): boolean {
    const isEarly = this.#dialer !== undefined && this.socket === undefined;
    if (isEarly) queueMicrotask(again);
    return isEarly;
  }

  // --- what is made of it ---

  abstract resolved(): void;
  abstract unresolved(cause: DialError): void;
  /** The socket is open. */
  protected abstract begun(info: OpenInfo): void;
  /** The socket has closed. */
  protected abstract ended(report: CloseReport): void;
  abstract message(data: string | Uint8Array): void;
  abstract heard(): void;
  abstract pong(): void;
  abstract drained(): void;
}

function openSocket(transport: Transport, target: DialTarget, sink: SocketSink): Socket {
  const socket: Socket | undefined = transport.dial(target, sink);
  if (socket === undefined) throw new ConfigError("transport", TRANSPORT, transport.name);
  return socket;
}
