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

/** What has been sent, by all links of a session. */
export interface SentFigures {
  sent: number;
  bytesSent: number;
}

/** Who owns a send queue, and is told what it cannot decide itself. */
export interface SendQueueOwner {
  readonly id: string;
  readonly socket: Socket;
  readonly figures: SentFigures;
  readonly options: SessionOptions;
  readonly clock: Clock;
  /** `sendQueued`: a send waits, and none waited before. `backlogBegan`: the socket has not sent all that it was given, and had no backlog before. */
  changed(type: "sendQueued" | "backlogBegan"): void;
  /** The socket refused a send for its own sake: its link takes no more. */
  refused(cause: unknown): void;
}

/**
 * Holds at most `sendBuffer.sends` waiting sends; one more is a `BackpressureError`. Order is kept: while
 * anybody waits, nobody overtakes but a question.
 */
export class SendQueue {
  readonly #owner: SendQueueOwner;
  #sends: Set<WaitingSend> | undefined;
  #ended: Failure | undefined;
  #progressAt = 0;
  /** What `bufferedAmount` grew by with our own sends; what it fell short of that by, the network has taken. */
  #grown = 0;
  #level = 0;
  /** At the last flush. */
  #taken = 0;

  constructor(owner: SendQueueOwner) {
    this.#owner = owner;
  }

  get waiting(): number {
    return this.#sends?.size ?? 0;
  }

  /** Bytes that the network has not taken yet; 0 where the platform cannot tell, as it would be a guess to say otherwise. */
  get backlog(): number {
    return this.#owner.socket.bufferedAmount ?? 0;
  }

  /** Changes when the network took some of them, and only then. */
  get taken(): number {
    return this.#owner.socket.taken ?? this.#grown - this.backlog;
  }

  /** Most links never have one. */
  get #waiting(): Set<WaitingSend> {
    return (this.#sends ??= new Set());
  }

  trySend(data: MessageData): boolean {
    return this.waiting === 0 && this.#hasRoom() && this.#hand(data);
  }

  /**
   * A question to the peer, which waits for nothing, as a ping does not: a link whose sends wait is judged all
   * the same. Bound: those that go unanswered within `keepaliveTimeout`.
   */
  ask(data: MessageData): void {
    // What a probe says was not checked before.
    checkPayload(data);
    if (this.#ended !== undefined) return;
    this.#level = this.backlog;
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

  /** Hands over what there is room for, and gives up what saw no progress for `writeTimeout`. */
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

  /** The link is over: nothing of what waits was sent. */
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
    this.#level = this.backlog;
    return this.#ended === undefined && this.#level < this.#owner.options.sendBuffer.bytes;
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
    this.#grown += backlog - this.#level;
    if (this.#level === 0 && backlog > 0) this.#owner.changed("backlogBegan");
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
