// What a pool warns of, each thing once. Told in a microtask, when listeners had a chance to be there.

import type { Clock } from "../base/clock.ts";
import type { Transport } from "../transport.ts";
import type { Announcer } from "./announcer.ts";

export class Warnings {
  readonly #announcer: Announcer;
  readonly #clock: Clock;
  readonly #told = new WeakSet();

  constructor(announcer: Announcer, clock: Clock) {
    this.#announcer = announcer;
    this.#clock = clock;
  }

  /** Once a transport: what its platform is known to do wrong. */
  ofTransport(transport: Transport): void {
    this.once(transport, transport.warnings);
  }

  /** Nothing where it was told of that object before. */
  once(what: object, messages: readonly string[] = [], about: object = {}): void {
    if (this.#told.has(what)) return;
    this.#told.add(what);
    for (const message of messages) this.say(message, about);
  }

  /** To be called once for each thing. */
  say(message: string, about: object = {}): void {
    const at = this.#clock.wall();
    queueMicrotask(() => this.#announcer.tell({ type: "warning", at, ...about, message }));
  }
}
