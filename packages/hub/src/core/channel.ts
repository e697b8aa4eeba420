// One channel with subscribers at this hub. A record.

import type { Position } from "@skep/protocol";
import type { EngineMessage } from "../engine/engine.ts";
import type { Client, Subscription } from "./client.ts";
import type { Namespace } from "./namespace.ts";
import type { Ring } from "./ring.ts";

/** The engine was asked for what follows the ring of a channel. */
export interface Mend {
  readonly what: "mend";
  readonly channel: Channel;
  /** So many of the early messages were told before it was asked. */
  readonly earlier: number;
}

export class Channel {
  readonly name: string;
  readonly namespace: Namespace;
  readonly subscriptions: Set<Subscription> = new Set();
  /** Clients whose requests wait until the engine tells this channel, or has said what is missing. */
  readonly joining: Set<Client> = new Set();
  /** There from then on. */
  ring: Ring | undefined;
  /**
   * Messages that cannot be taken yet: the engine has not answered that it tells the channel, or was asked for what is missing. Bound: 256.
   * Overflow: the newest are dropped, and the engine is asked for them.
   */
  readonly #early: EngineMessage[] = [];
  /** Some of them were dropped. */
  isShort = false;
  /** The newest position of the channel, as it was told meanwhile. */
  top: Position | undefined;
  /** The engine was asked for what it has told, but has not come: who waits for its answer. */
  mend: Mend | undefined;
  /** The engine was away, or could not say what is missing. Nothing is delivered until it was asked for what was missed. */
  isStale = false;

  constructor(name: string, namespace: Namespace) {
    this.name = name;
    this.namespace = namespace;
  }

  get early(): readonly EngineMessage[] {
    return this.#early;
  }

  /** Keeps a message that came too early. */
  keepEarly(message: EngineMessage): void {
    if (this.#early.length < MOST_EARLY) this.#early.push(message);
    else this.isShort = true;
  }

  /** Takes out all of them. */
  takeEarly(): readonly EngineMessage[] {
    this.isShort = false;
    return this.#early.splice(0);
  }

  /** The engine was away: what it told before means nothing any more, and what was asked of it is asked anew. */
  becomeStale(): void {
    this.isStale = true;
    this.mend = this.top = undefined;
    this.takeEarly();
  }

  /** How many publications the ring keeps, at most so many: enough to be read on from, no more than the history. */
  ringSize(most: number): number {
    const { retention, slow } = this.namespace;
    if (retention !== undefined) return Math.min(retention.messages, most);
    return slow === "latest" ? 1 : 0;
  }
}

const MOST_EARLY = 256;
