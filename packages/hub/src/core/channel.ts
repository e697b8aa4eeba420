// One channel with subscribers at this hub. A record.

import type { EngineMessage } from "../engine/engine.ts";
import type { Client, Subscription } from "./client.ts";
import type { Namespace } from "./namespace.ts";
import type { Ring } from "./ring.ts";

export interface Mend {
  readonly what: "mend";
  readonly channel: Channel;
}

export class Channel {
  readonly name: string;
  readonly namespace: Namespace;
  readonly subscriptions: Set<Subscription> = new Set();
  /** Clients whose requests wait until the engine tells this channel. */
  readonly joining: Set<Client> = new Set();
  /** There from then on. */
  ring: Ring | undefined;
  /**
   * Messages that the engine told before it answered that it would. Bound: 256. Overflow: the newest are dropped, and the hole is seen
   * and read as every other one.
   */
  readonly early: EngineMessage[] = [];
  /** The engine was asked for what it has told, but has not come: who waits for its answer. */
  mend: Mend | undefined;
  /** The engine was away. Nothing is delivered until it was asked for what was missed. */
  isStale = false;

  constructor(name: string, namespace: Namespace) {
    this.name = name;
    this.namespace = namespace;
  }

  /** Keeps a message that came too early. */
  keepEarly(message: EngineMessage): void {
    if (this.early.length < MOST_EARLY) this.early.push(message);
  }

  /** How many publications the ring keeps: enough to be read on from, no more than the history. */
  get ringSize(): number {
    const { retention, slow } = this.namespace;
    if (retention !== undefined) return Math.min(retention.messages, MOST_IN_RING);
    return slow === "latest" ? 1 : 0;
  }
}

const MOST_IN_RING = 256;
const MOST_EARLY = 256;
