// The links of a hub's clients: which there are, which nothing leaves any more, and how all of them end.

import { AlarmClock, type Timer } from "@skep/core/base";
import type { Link } from "./acceptor/link.ts";
import { ClientLink, type ClientLinkOptions, type LinkEffect } from "./client-link.ts";
import type { Outlet } from "./core/input.ts";
import { type Beat, Heartbeat, type HeartbeatOptions } from "./heartbeat.ts";
import type { ConnectedClient } from "./hub-client.ts";
import { Turn } from "./turn.ts";

export interface LinksOptions extends HeartbeatOptions, ClientLinkOptions {
  /** A timer's callback has thrown. */
  readonly threw: (error: unknown) => void;
}

/** How long a client has to answer a goodbye, in milliseconds. */
const GOODBYE_TIMEOUT = 2_000;

export class Links {
  readonly #options: LinksOptions;
  readonly #heartbeat: Heartbeat<Link>;
  // Bound: the links that were let in.
  readonly #links = new Map<string, ClientLink>();
  readonly #turn: Turn;
  /** Told when the last link is gone. Bound: one for each `end` and `emptied`. */
  readonly #waiting = new Set<() => void>();
  readonly #alarms: AlarmClock;
  /** The next look at what has left. There is one while there are links. */
  #looking: Timer | undefined;

  constructor(options: LinksOptions) {
    const { interval, random, threw, timeout } = options;
    this.#options = options;
    this.#turn = new Turn(options.clock);
    const clock = new AlarmClock(options.clock, { gap: () => {}, threw });
    this.#alarms = clock;
    const giveUp = (link: Link): void => this.#terminate(link);
    this.#heartbeat = new Heartbeat({ clock, giveUp, interval, timeout }, random);
  }

  /** Returns what has to be told of each frame, and where the client is written to. */
  add(client: ConnectedClient, link: Link): { readonly beat: Beat; readonly outlet: Outlet } {
    const beat = this.#heartbeat.watch(link);
    this.#looking ??= this.#lookLater();
    const added = new ClientLink(client, { beat, link, turn: this.#turn }, this.#options);
    this.#links.set(client.id, added);
    return { beat, outlet: added.outlet };
  }

  delete(id: string): void {
    this.#links.get(id)?.stop();
    this.#links.delete(id);
    if (this.#links.size > 0) return;
    this.#looking?.cancel();
    this.#looking = undefined;
    for (const done of this.#waiting) done();
  }

  get(id: string): ClientLink | undefined {
    return this.#links.get(id);
  }

  clients(): ConnectedClient[] {
    return Array.from(this.#links.values(), ({ client }) => client);
  }

  /** Of a link that is gone nothing can be asked. */
  perform(effect: LinkEffect): void {
    this.#links.get(effect.client)?.perform(effect);
  }

  /** Soon enough that a client is given up no later than a quarter of `writeTimeout` too late. */
  #lookLater(): Timer {
    return this.#alarms.schedule(this.#options.writeTimeout / 4, () => {
      this.#looking = this.#lookLater();
      const now = this.#options.clock.now();
      for (const link of this.#links.values()) if (link.isStuck(now)) this.#terminate(link);
    });
  }

  #terminate(link: { terminate(): void }): void {
    this.#options.ended(1006);
    link.terminate();
  }

  // --- the end of all ---

  /** Says goodbye to all, and ends the links of those that do not answer. Resolves when all are gone. */
  async end(code: number, reason: string): Promise<void> {
    for (const link of this.#links.values()) link.close(code, reason);
    await this.emptied(GOODBYE_TIMEOUT);
    // They are counted with their goodbye.
    for (const link of this.#links.values()) link.terminate();
    await this.emptied(GOODBYE_TIMEOUT);
  }

  /** Resolves when there are no links any more, or after so many milliseconds. */
  async emptied(within: number): Promise<void> {
    if (this.#links.size === 0) return;
    await new Promise<void>((resolve) => {
      const done = (): void => {
        timer.cancel();
        this.#waiting.delete(done);
        resolve();
      };
      const timer = this.#options.clock.schedule(within, done);
      this.#waiting.add(done);
    });
  }
}
