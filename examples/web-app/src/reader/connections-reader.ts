// The same without a pool: each feed is a connection of its own, with a loop and events of its own.

import { Connection, type SessionEventMap } from "skep/connection";
import { FEEDS, feedPath } from "../feeds.ts";
import { lineOf } from "./event-words.ts";
import { Gauges } from "./gauges.ts";
import type { Reader, ReaderParts } from "./reader.ts";
import { SESSION } from "./session-options.ts";
import type { View } from "./told.ts";

const EVENTS = [
  "connected",
  "disconnected",
  "dialfailed",
  "retired",
  "overflow",
  "warning",
  "error",
] as const satisfies readonly (keyof SessionEventMap)[];

export class ConnectionsReader implements Reader {
  readonly #connections: ReadonlyMap<string, Connection>;
  readonly #gauges: Gauges;

  constructor({ origin, onLine }: ReaderParts) {
    this.#connections = new Map(
      FEEDS.map(({ id }) => [id, new Connection(origin + feedPath(id), SESSION)]),
    );
    this.#gauges = new Gauges(this.#connections);
    for (const [id, connection] of this.#connections) {
      for (const type of EVENTS)
        connection.addEventListener(type, (event) => onLine(lineOf(event, id)));
      void this.#read(id, connection);
    }
  }

  redial(id: string): void {
    this.#connections.get(id)?.redial();
  }

  view(): View {
    return this.#gauges.view();
  }

  /** All messages of one feed, over all of its links. */
  async #read(id: string, connection: Connection): Promise<void> {
    try {
      for await (const data of connection) this.#gauges.take(id, data);
    } catch {
      // It was given up, which `retired` has told.
    }
  }
}
