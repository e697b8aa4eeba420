// What was really published, in all lives of a broker: which message follows which, and what has become of those that were published under a key.

import type { PublishRequest } from "../../../../src/engine/engine.ts";
import type { SimulatedBroker } from "../../../engine/support/simulated-broker.ts";
import type { Entry, Truth } from "../reader.ts";
import { Violation } from "../violation.ts";

interface Kept extends Entry {
  readonly channel: string;
  readonly payload: string;
}

export class Chronicle implements Truth {
  readonly #broker: SimulatedBroker;
  /** By the time that a message carries: no two have the same. */
  readonly #entries = new Map<number, Kept>();
  /** The entries that the broker has now, by their payloads, as each payload has a key of its own. */
  #payloads = new Map<string, Kept>();
  #serial = 0;

  constructor(broker: SimulatedBroker) {
    this.#broker = broker;
  }

  entryAt(time: number): Kept | undefined {
    return this.#entries.get(time);
  }

  /** The message that is the newest of its channel now. */
  #latest(channel: string): number {
    const { time } = this.#broker.topOf(channel);
    return time === undefined ? 0 : (this.#entries.get(time)?.serial ?? 0);
  }

  /** Lets the broker keep a message. Returned is what it says. */
  publish(request: PublishRequest): ReturnType<SimulatedBroker["publish"]> {
    const { channel, payload, time } = request;
    const entry = { serial: this.#serial + 1, before: this.#latest(channel), channel, payload };
    const published = this.#broker.publish(request, 0);
    if (published.outcome !== "published") return published;
    if (this.#payloads.has(payload))
      throw new Violation("a publish that is repeated is one", payload);
    this.#serial++;
    this.#entries.set(time, entry);
    this.#payloads.set(payload, entry);
    return published;
  }

  lose(): void {
    this.#broker.lose();
    this.#payloads = new Map();
  }

  /** The last few messages are lost. */
  restore(lost: number, isSilent: boolean): void {
    this.#broker.restoreTo(Math.max(0, this.#broker.times().length - lost), isSilent);
    const times = this.#broker.times();
    const kept = times.flatMap((time) => this.#entries.get(time) ?? []);
    this.#payloads = new Map(kept.map((entry) => [entry.payload, entry]));
  }
}
