// One dial under way, and the socket that it became. Guards the order of what a transport tells; what follows from it is not known here.

import { soon } from "../base/soon.ts";
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
  // Undefined where a dialer of the application runs the dial.
  #dialer: PeerDialer | undefined;
  // Made when `signal` is first read, as most peers have no provider.
  #abort: AbortController | undefined;
  /** The place at the origin, until it is given back. */
  ticket: Ticket | undefined;
  /** The admission that counts the link; set when the socket has opened. */
  admission: OriginAdmission | undefined;
  /** Set from `resolved` on; nobody uses it before. */
  socket!: Socket;
  /** The dial was given up, has failed, or its socket has closed: reports are ignored from now on. */
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
    // The dial may have been given up while it waited.
    if (this.isOver) return;
    try {
      this.socket = dialer.inContext(() => openSocket(dialer.transport, target, this));
    } catch (cause) {
      return this.#fail({ phase: "dial", kind: "network", cause });
    }
    if (dialer.unref) this.socket.unref?.();
    // The dial may have been given up from inside of the transport's `dial`.
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
    // Listeners of this signal are code of the application.
    this.#dialer?.inContext(() => this.#abort?.abort());
    this.#terminate();
  }

  /** Ends the dial and reports its link as lost, so that the worker can finish. */
  cut(): void {
    if (!this.#end()) return;
    this.#abort?.abort();
    this.#terminate();
    this.whenClosed({ code: 1006, reason: "" });
  }

  #terminate(): void {
    const { socket } = this as Dialing;
    // A close frame is sent, but its answer is not awaited, as none comes on a half-open link.
    if (this.admission !== undefined) socket?.close(1000);
    socket?.terminate();
  }

  /** A message that came after the end: sockets go on with what they have read already. */
  protected late(data: string | Uint8Array): void {
    this.#dialer?.late(data);
  }

  // --- what the transport tells, and in what order ---

  opened(info: OpenInfo): void {
    if (this.isOver || this.admission !== undefined) return;
    if (this.#isEarly(() => this.opened(info))) return;
    this.#dialer?.opened(this);
    this.whenOpened(info);
  }

  closed(report: CloseReport): void {
    if (this.isOver || this.#isEarly(() => this.closed(report))) return;
    this.#end();
    this.whenClosed(report);
  }

  /** A transport that tells before its `dial` has returned breaks its contract, and is heard a little later. */
  #isEarly(again: () => void): boolean {
    const isEarly = this.#dialer !== undefined && this.socket === undefined;
    if (isEarly) soon(again);
    return isEarly;
  }

  // --- what a subclass does with the reports ---

  abstract resolved(): void;
  abstract unresolved(cause: DialError): void;
  /** Called when the socket has opened, unless the dial is over. */
  protected abstract whenOpened(info: OpenInfo): void;
  /** Called when the socket has closed, unless the dial is over. */
  protected abstract whenClosed(report: CloseReport): void;
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
