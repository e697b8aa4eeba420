// What one link sends: at once while the socket has room, else in a bounded queue of waiting sends.

import { abortable, type Settle } from "../base/abortable.ts";
import type { Clock } from "../base/clock.ts";
import { sizeOf } from "../base/size-of.ts";
import {
  BackpressureError,
  ConfigError,
  ConnectionClosedError,
  WriteTimeoutError,
} from "../errors.ts";
import type { Failure } from "../failure.ts";
import { checkPayload } from "../options/arguments.ts";
import type { SessionOptions } from "../options/options.ts";
import type { MessageData, Socket } from "../transport.ts";

interface WaitingSend {
  readonly data: MessageData;
  readonly since: number;
  readonly settle: Settle;
}

/** The messages that all links of a session have sent. */
export interface SentFigures {
  sent: number;
  bytesSent: number;
}

/** The link that owns a send queue. It decides what the queue cannot decide itself. */
export interface SendQueueOwner {
  readonly id: string;
  readonly socket: Socket;
  readonly figures: SentFigures;
  readonly options: SessionOptions;
  readonly clock: Clock;
  /** `sendQueued`: a send waits, and none waited before. `backlogBegan`: the socket has not sent all that it was given, and had no backlog before. */
  changed(type: "sendQueued" | "backlogBegan"): void;
  /** The socket refused a send, and not because of the payload: the link takes no more sends. */
  refused(cause: unknown): void;
}

/**
 * Holds at most `sendBuffer.sends` waiting sends; one more is a `BackpressureError`. Sends keep their order. Only a probe
 * is sent before sends that wait.
 */
export class SendQueue {
  readonly #owner: SendQueueOwner;
  #sends: Set<WaitingSend> | undefined;
  #ended: Failure | undefined;
  #progressAt = 0;
  /** The bytes by which our own sends have raised `bufferedAmount`. This sum minus the current backlog is what the network has taken. */
  #grown = 0;
  /** The backlog just before the latest send. */
  #backlogBefore = 0;
  /** The value of `taken` at the last flush. */
  #taken = 0;

  constructor(owner: SendQueueOwner) {
    this.#owner = owner;
  }

  get waiting(): number {
    return this.#sends?.size ?? 0;
  }

  /** Bytes that the network has not taken yet; 0 where the platform cannot tell. */
  get backlog(): number {
    return this.#owner.socket.bufferedAmount ?? 0;
  }

  /** A count that changes when the network takes bytes of the backlog, and only then. */
  get taken(): number {
    return this.#owner.socket.taken ?? this.#grown - this.backlog;
  }

  /** The set is made for the first waiting send, as most links never have one. */
  get #waiting(): Set<WaitingSend> {
    return (this.#sends ??= new Set());
  }

  trySend(data: MessageData): boolean {
    return this.waiting === 0 && this.#hasRoom() && this.#hand(data);
  }

  /**
   * Sends a probe. Like a ping it does not wait for room, as a link whose sends wait is judged for its silence too. Bound: the probes
   * that are sent within `keepaliveTimeout` without an answer.
   */
  ask(data: MessageData): void {
    // The message of a probe comes from the application and was not checked before.
    checkPayload(data);
    if (this.#ended !== undefined) return;
    this.#backlogBefore = this.backlog;
    this.#hand(data);
  }

  send(data: MessageData, signal: AbortSignal | undefined): Promise<void> {
    if (signal?.aborted === true) return Promise.reject(signal.reason);
    try {
      if (this.trySend(data)) return Promise.resolve();
    } catch (error) {
      return Promise.reject(error);
    }
    if (this.#ended !== undefined) return Promise.reject(this.#closed(this.#ended));
    const { id, options } = this.#owner;
    if (this.#waiting.size >= options.sendBuffer.sends)
      return Promise.reject(new BackpressureError(id, this.#waiting.size));
    return this.#wait(data, signal);
  }

  /** Sends as much as there is room for, and rejects sends that saw no progress for `writeTimeout`. */
  flush(): void {
    const now = this.#owner.clock.now();
    const { taken } = this;
    if (taken !== this.#taken) this.#progressAt = now;
    this.#taken = taken;
    for (const send of this.#waiting) {
      // The end of a broken link settles the others.
      if (!this.#hasRoom() || !this.#handWaiting(send)) break;
    }
    this.#expire(now);
  }

  /** The link is over: sends that wait reject, and were not sent. */
  end(failure: Failure): void {
    this.#ended = failure;
    for (const send of this.#waiting) send.settle(this.#closed(failure));
    this.#waiting.clear();
  }

  #closed(failure: Failure): ConnectionClosedError {
    return new ConnectionClosedError(failure, this.#owner.id);
  }

  #wait(data: MessageData, signal: AbortSignal | undefined): Promise<void> {
    return abortable(signal, (settle) => {
      const send = { data, since: this.#owner.clock.now(), settle };
      this.#waiting.add(send);
      if (this.#waiting.size === 1) this.#owner.changed("sendQueued");
      return () => this.#waiting.delete(send);
    });
  }

  #hasRoom(): boolean {
    this.#backlogBefore = this.backlog;
    return this.#ended === undefined && this.#backlogBefore < this.#owner.options.sendBuffer.bytes;
  }

  /** False when the link is broken. A payload that is refused rejects its own send and is no concern of the others. */
  #handWaiting(send: WaitingSend): boolean {
    let refusal: unknown;
    try {
      if (!this.#hand(send.data)) return false;
    } catch (error) {
      refusal = error;
    }
    this.#waiting.delete(send);
    send.settle(refusal);
    return true;
  }

  /** Throws the `ConfigError` of a payload that the socket refused. */
  #hand(data: MessageData): boolean {
    try {
      this.#owner.socket.send(data);
    } catch (error) {
      if (error instanceof ConfigError) throw error;
      this.end({ phase: "live", kind: "lost", cause: error });
      this.#owner.refused(error);
      return false;
    }
    const { backlog } = this;
    this.#grown += backlog - this.#backlogBefore;
    if (this.#backlogBefore === 0 && backlog > 0) this.#owner.changed("backlogBegan");
    this.#owner.figures.sent++;
    this.#owner.figures.bytesSent += sizeOf(data);
    return true;
  }

  #expire(now: number): void {
    const { id, options } = this.#owner;
    if (options.writeTimeout === 0) return;
    for (const send of this.#waiting) {
      if (now - Math.max(send.since, this.#progressAt) < options.writeTimeout) continue;
      this.#waiting.delete(send);
      send.settle(new WriteTimeoutError(id, options.writeTimeout));
    }
  }
}
