// What the link of one client tells, passed on with the client's id. It is a record: closures for each client would weigh five times as much.

import type { LinkListener } from "./acceptor/link.ts";
import type { Beat } from "./heartbeat.ts";

/** Who hears all links. */
interface Hearer {
  received(client: string, frame: string, bytes: number): void;
  closed(client: string): void;
}

export class ClientListener implements LinkListener {
  readonly #client: string;
  readonly #beat: Beat;
  readonly #hearer: Hearer;

  constructor(client: string, beat: Beat, hearer: Hearer) {
    this.#client = client;
    this.#beat = beat;
    this.#hearer = hearer;
  }

  message(frame: string, bytes: number = frame.length): void {
    this.#beat.heard();
    this.#hearer.received(this.#client, frame, bytes);
  }

  heard(): void {
    this.#beat.heard();
  }

  closed(): void {
    this.#hearer.closed(this.#client);
  }
}
