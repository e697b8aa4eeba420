// Whether the uplink of this process is lost: many services on many hosts that fail together are not each at fault. No clock, no promise.

/** What said that the uplink is lost: the environment, the probe of reference, or services that were lost together. */
export type UplinkReason = "offline" | "reference" | "targets";

/** Five services on three hosts do not break within seconds of each other; a network does. */
const TARGETS = 5;
const HOSTS = 3;

/** One service, as the uplink sees it. */
export interface Target {
  readonly name: string;
  readonly host: string;
}

interface Loss extends Target {
  readonly at: number;
}

interface Episode {
  readonly reason: UplinkReason;
  readonly names: readonly string[];
  /** It is over by then, whatever comes back. */
  readonly until: number;
}

/** Told when an episode begins and when it is over. */
export type UplinkListener = (
  isLost: boolean,
  reason: UplinkReason,
  names: readonly string[],
) => void;

export class Uplink {
  /** The services whose last probe failed, and when that began. Bound: the services that are watched. */
  readonly #losses = new Map<string, Loss>();
  readonly #told: UplinkListener;
  #episode: Episode | undefined;

  constructor(told: UplinkListener) {
    this.#told = told;
  }

  /** A service fails that did not. */
  failed(target: Target, at: number): void {
    if (!this.#losses.has(target.name))
      this.#losses.set(target.name, { name: target.name, host: target.host, at });
  }

  /** A service answers. One that was lost with others shows that the uplink is there. */
  succeeded(name: string): void {
    this.#losses.delete(name);
    const episode = this.#episode;
    if (episode?.reason === "targets" && episode.names.includes(name)) this.end();
  }

  /** It is no longer watched. */
  forget(name: string): void {
    this.#losses.delete(name);
  }

  /** Enough of them were lost within `within` milliseconds before `at`: an episode begins. */
  lostTogether(at: number, within: number): readonly string[] | undefined {
    const recent = [...this.#losses.values()].filter((loss) => at - loss.at <= within);
    return isMany(recent) ? recent.map(({ name }) => name) : undefined;
  }

  /** Begins an episode, if there is none. */
  begin(reason: UplinkReason, names: readonly string[], until: number): void {
    if (this.#episode !== undefined) return;
    this.#episode = { reason, names, until };
    this.#told(true, reason, names);
  }

  /** Ends the episode, or only one that has this reason. */
  end(reason?: UplinkReason): void {
    const episode = this.#episode;
    if (episode === undefined || (reason ?? episode.reason) !== episode.reason) return;
    this.#episode = undefined;
    this.#told(false, episode.reason, episode.names);
  }

  /** What it is lost by now; undefined where it is not. */
  lostBy(at: number): UplinkReason | undefined {
    // Offline ends with `online` alone, as the platform says both.
    if (this.#episode && this.#episode.reason !== "offline" && at >= this.#episode.until)
      this.end();
    return this.#episode?.reason;
  }
}

/** So many, on so many hosts, could be lost together at all. */
export function isMany(targets: readonly Target[]): boolean {
  return targets.length >= TARGETS && new Set(targets.map(({ host }) => host)).size >= HOSTS;
}
