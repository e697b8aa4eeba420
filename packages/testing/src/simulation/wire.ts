// What really happened on one socket, seen from between the pool and its transport.

import type {
  CloseFrame,
  CloseReport,
  MessageData,
  OpenInfo,
  Socket,
  SocketSink,
} from "@skep/core";

/** What simulated users ask with where they cannot ping. */
export const PROBE = "probe";

/** Told of what a pool does with its sockets, and of what they tell it. */
export interface WireListener {
  message(wire: Wire, data: string | Uint8Array): void;
  pong(): void;
  wrote(data: MessageData): void;
  did(wire: Wire, what: string): void;
  /** It was there until now. */
  ended(): void;
  readonly now: number;
}

/** Stands between both, changes nothing, and keeps no more than a few figures. */
export class Wire implements SocketSink {
  /** The number of the dial in the peer's life. */
  readonly dial: number;
  readonly startedAt: number;
  openedAt: number | undefined;
  /** When anything was heard of the peer last, `opened` included. */
  heardAt: number;
  /** The client let it go, or was told its end. */
  isOver = false;
  /** The client said goodbye. */
  isLeaving = false;
  /** How it ended, where that was not the client's wish. */
  report: CloseReport | undefined;
  pausedAt: number | undefined;
  /** Since when it takes no more sends: it refused one, or the peer's close frame came. */
  brokenAt: number | undefined;
  frame: CloseFrame | undefined;
  /** When the peer was asked last, by ping or probe. */
  askedAt = 0;
  /** A message came while it was connected. */
  hasSpoken = false;
  readonly #sink: SocketSink;
  readonly #listener: WireListener;

  constructor(dial: number, sink: SocketSink, listener: WireListener) {
    this.dial = dial;
    this.startedAt = listener.now;
    this.heardAt = listener.now;
    this.#sink = sink;
    this.#listener = listener;
  }

  // --- what the transport tells ---

  opened(info: OpenInfo): void {
    this.heardAt = this.#listener.now;
    this.openedAt ??= this.heardAt;
    this.#listener.did(this, "opened");
    this.#sink.opened(info);
  }

  message(data: string | Uint8Array): void {
    this.#hear();
    this.#listener.message(this, data);
    this.#sink.message(data);
  }

  heard(): void {
    this.#hear();
    this.#sink.heard();
  }

  pong(): void {
    this.#hear();
    if (!this.isOver) this.#listener.pong();
    this.#sink.pong();
  }

  drained(): void {
    this.#sink.drained();
  }

  progress(): void {
    this.#hear();
    this.#sink.progress?.();
  }

  closing(frame: CloseFrame): void {
    if (!this.isOver && !this.isLeaving) {
      this.brokenAt ??= this.#listener.now;
      this.frame ??= frame;
    }
    this.#listener.did(this, "closing");
    this.#sink.closing?.(frame);
  }

  closed(report: CloseReport): void {
    if (!this.isOver) {
      this.report ??= report;
      this.#listener.ended();
    }
    this.isOver = true;
    this.#listener.did(this, "closed");
    this.#sink.closed(report);
  }

  #hear(): void {
    this.heardAt = this.#listener.now;
  }

  // --- what the client does ---

  /** The client's end, watched. What `inner` cannot, it cannot. */
  watched(inner: Socket): Socket {
    const { ping, pause, resume } = this.#watchedExtras(inner);
    return {
      send: (data) => {
        this.#send(inner, data);
        if (data === PROBE) this.askedAt = this.#listener.now;
        this.#listener.wrote(data);
      },
      close: (code, reason) => {
        this.isLeaving = true;
        this.#listener.did(this, `close ${code}`);
        inner.close(code, reason);
      },
      terminate: () => {
        this.isOver = true;
        this.#listener.did(this, "terminate");
        inner.terminate();
      },
      get bufferedAmount() {
        return inner.bufferedAmount;
      },
      ...(inner.ping && { ping }),
      ...(inner.pause && { pause, resume }),
    };
  }

  #send(inner: Socket, data: MessageData): void {
    try {
      inner.send(data);
    } catch (error) {
      this.brokenAt ??= this.#listener.now;
      throw error;
    }
  }

  #watchedExtras(inner: Socket) {
    return {
      ping: () => {
        this.askedAt = this.#listener.now;
        this.#listener.did(this, "ping");
        inner.ping?.();
      },
      pause: () => {
        this.pausedAt ??= this.#listener.now;
        this.#listener.did(this, "pause");
        inner.pause?.();
      },
      resume: () => {
        this.pausedAt = undefined;
        this.#listener.did(this, "resume");
        inner.resume?.();
      },
    };
  }
}
