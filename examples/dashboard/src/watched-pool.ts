// A pool of relays and its watchers: one for each relay, and one for the pool.

import { httpProbe, Manager, poolProbe, redialWhenReady } from "@skep/watch";
import { type Peer, Pool } from "skep";
import type { Relay } from "./relay.ts";

/** The figures of one relay and its peer, as the page shows them. */
export interface PeerFigures {
  readonly name: string;
  readonly isRunning: boolean;
  readonly state: string;
  readonly messages: number;
  readonly latest: string;
}

/** In milliseconds: a page that is looked at has no patience for the defaults. */
const BACKOFF = { initialDelay: 500, maxDelay: 2_000, pollInterval: 2_000, probeTimeout: 1_000 };

export class WatchedPool {
  readonly manager = new Manager();
  readonly #relays: readonly Relay[];
  // Its waits grow to a minute, so that the nudge can be seen.
  readonly #pool = new Pool({ retry: { initialDelay: 1_000, maxDelay: 60_000 } });
  readonly #peers = new Map<string, Peer>();
  readonly #messages = new Map<string, number>();
  readonly #latest = new Map<string, string>();

  /** The relays have been started. */
  constructor(relays: readonly Relay[]) {
    this.#relays = relays;
    for (const relay of relays) this.#watch(relay);
    this.manager.watch({
      name: "pool",
      probe: poolProbe(this.#pool),
      critical: true,
      backoff: BACKOFF,
    });
    void this.#read();
  }

  figures(): readonly PeerFigures[] {
    return this.#relays.map(({ isRunning, name }) => ({
      name,
      isRunning,
      state: this.#peers.get(name)?.state ?? "stopped",
      messages: this.#messages.get(name) ?? 0,
      latest: this.#latest.get(name) ?? "",
    }));
  }

  async close(): Promise<void> {
    await Promise.all([this.manager.stop(), this.#pool.close()]);
  }

  #watch({ healthUrl, name, url }: Relay): void {
    const peer = this.#pool.connect(url, { id: name });
    const probe = httpProbe(healthUrl, { body: "serving" });
    const watcher = this.manager.watch({ name, probe, backoff: BACKOFF });
    // The peer has its own retries; this only shortens the one wait.
    redialWhenReady(watcher, peer, { within: 200 });
    this.#peers.set(name, peer);
  }

  async #read(): Promise<void> {
    for await (const { data, peer } of this.#pool.inbox) {
      this.#messages.set(peer.id, (this.#messages.get(peer.id) ?? 0) + 1);
      this.#latest.set(peer.id, String(data));
    }
  }
}
