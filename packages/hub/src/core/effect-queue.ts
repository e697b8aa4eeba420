// What the core has to say: effects in order, and how much of them waits to be sent to each client.

import {
  encodeFromHub,
  type ErrorCode,
  ERRORS,
  type Failure,
  type HubMessage,
} from "@skep/protocol";
import type { Counters } from "../metrics/counters.ts";
import { type Piece, pieceOf } from "../payload.ts";
import type { Client } from "./client.ts";
import type { Effect } from "./effect.ts";
import type { Outlet } from "./input.ts";

/** A client for which more than this waits, in bytes, gets no publications. */
export interface PendingLimits {
  readonly most: number;
  /** The bytes that really wait for a client. It is asked only when the core's own count is above `most`. */
  pendingOf(client: string): number;
  /** Milliseconds since the epoch. */
  now(): number;
}

/** Not sooner than after so many milliseconds is it worth while to ask again for what the engine did not do. */
export const ENGINE_PAUSE = 1_000;

export class EffectQueue {
  readonly #limits: PendingLimits;
  #effects: Effect[] = [];
  /** Counts steps: the effects of one are taken together. */
  #step = 1;

  readonly counters: Counters;

  constructor(limits: PendingLimits, counters: Counters) {
    this.#limits = limits;
    this.counters = counters;
  }

  /** Milliseconds since the epoch. */
  now(): number {
    return this.#limits.now();
  }

  /** All effects since the last call. */
  take(): readonly Effect[] {
    const effects = this.#effects;
    this.#effects = [];
    this.#step++;
    return effects;
  }

  add(effect: Effect): void {
    this.#effects.push(effect);
  }

  write(client: Client, piece: Piece): void {
    if (!isWritten(client)) return;
    this.#effects.push({ type: "write", to: [client.outlet], piece });
    this.#count(client, piece);
  }

  /** The same to many: one effect for all of them. */
  writeToAll(clients: readonly Client[], piece: Piece): void {
    const to: Outlet[] = [];
    this.#effects.push({ type: "write", to, piece });
    for (const client of clients) {
      if (!isWritten(client)) continue;
      to.push(client.outlet);
      this.#count(client, piece);
    }
  }

  #count(client: Client, piece: Piece): void {
    if (client.writtenIn !== this.#step) client.written = 0;
    client.writtenIn = this.#step;
    client.written += piece.bytes;
    client.pending += piece.bytes;
    this.counters.sentMessages++;
    this.counters.sentBytes += piece.bytes;
    if (client.pending > this.#limits.most && !client.isCongested) this.#measure(client);
  }

  #measure(client: Client): void {
    client.pending = this.#limits.pendingOf(client.id) + client.written;
    if (client.pending <= this.#limits.most) return;
    client.isCongested = true;
    this.add({ type: "watch", client: client.id });
  }

  say(client: Client, message: HubMessage): void {
    this.write(client, pieceOf(encodeFromHub(message, client.format)));
  }

  /** Answers a request with an error. A request of v0 has no id: it gets the text alone. */
  refuse(client: Client, re: number | undefined, code: ErrorCode, text: string): void {
    this.#fail(client, { re, code, text });
  }

  /** Tells that the hub has ended a subscription. */
  drop(client: Client, channel: string, code: ErrorCode, text: string): void {
    this.#fail(client, { channel, code, text });
  }

  #fail(client: Client, failure: Omit<Failure, "type">): void {
    const timestamp = client.version === 0 ? this.#limits.now() : undefined;
    const after = failure.code === "unavailable" ? ENGINE_PAUSE : undefined;
    this.say(client, { type: "error", ...failure, after, timestamp });
  }

  /** The client is found to read this channel too slowly. */
  tellSlow(client: Client, channel: string): void {
    if (client.isLeaving) return;
    this.counters.slow++;
    this.add({ type: "slow", client: client.id, channel });
  }

  close(client: Client, code: ErrorCode, reason: string): void {
    if (client.isGone || client.isLeaving) return;
    client.isLeaving = true;
    const close = ERRORS[code].close ?? ERRORS.internal.close ?? 1011;
    this.add({ type: "close", client: client.id, code: close, reason });
  }
}

/** Behind a goodbye nothing is sent. */
function isWritten({ isGone, isLeaving }: Client): boolean {
  return !isGone && !isLeaving;
}
