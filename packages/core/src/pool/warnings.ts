// What a pool warns of, each thing once. Told in a microtask, when listeners had a chance to be there.

import type { Clock } from "../base/clock.ts";
import { holdsSecret } from "../base/holds-secret.ts";
import type { Peer } from "../peer.ts";
import type { Transport } from "../transport.ts";
import type { Announcer } from "./announcer.ts";

export class Warnings {
  readonly #announcer: Announcer;
  readonly #clock: Clock;
  readonly #transports = new WeakSet<Transport>();
  #hasToldOfId = false;

  constructor(announcer: Announcer, clock: Clock) {
    this.#announcer = announcer;
    this.#clock = clock;
  }

  /** Once a transport: what its platform is known to do wrong. */
  ofTransport(transport: Transport): void {
    if (this.#transports.has(transport)) return;
    this.#transports.add(transport);
    for (const message of transport.warnings ?? []) this.#tell(message);
  }

  /** Once a pool: events and figures show ids as they are. */
  ofId(peer: Peer): void {
    if (this.#hasToldOfId || !holdsSecret(peer.id)) return;
    this.#hasToldOfId = true;
    this.#tell(
      "The id of this peer is a URL that seems to hold a secret, and events show it. Give the peer an id.",
      { id: peer.id, peer, dial: 0 },
    );
  }

  #tell(message: string, about: object = {}): void {
    queueMicrotask(() =>
      this.#announcer.tell({ type: "warning", at: this.#clock.wall(), ...about, message }),
    );
  }
}
