// The warnings of a host, each told once. A warning is told in a microtask, so that the caller can add listeners before.

import type { Clock } from "../base/clock.ts";
import { soon } from "../base/soon.ts";
import { holdsSecret } from "../base/holds-secret.ts";
import type { Peer } from "../peer.ts";
import type { Transport } from "../transport.ts";
import { SECRET_ID } from "../words/warnings.ts";
import type { Announcer } from "./announcer.ts";

export class Warnings {
  readonly #announcer: Announcer;
  readonly #clock: Clock;
  readonly #told = new WeakSet();

  constructor(announcer: Announcer, clock: Clock) {
    this.#announcer = announcer;
    this.#clock = clock;
  }

  /** Tells the known faults of a transport's platform, once for each transport. */
  ofTransport(transport: Transport): void {
    this.once(transport, transport.warnings);
  }

  /** Tells once that an id seems to hold a secret, as events and figures show ids unchanged. */
  ofId({ id, peer }: { readonly id: string; readonly peer: Peer }): void {
    if (holdsSecret(id)) this.once(this, [SECRET_ID], { id, peer, dial: 0 });
  }

  /** Tells these warnings, unless warnings about `what` were told before. */
  once(what: object, messages: readonly string[] = [], about: object = {}): void {
    if (this.#told.has(what)) return;
    this.#told.add(what);
    for (const message of messages) this.say(message, about);
  }

  /** To be called once for each thing. */
  say(message: string, about: object = {}): void {
    const at = this.#clock.wall();
    soon(() => this.#announcer.tell({ type: "warning", at, ...about, message }));
  }
}
