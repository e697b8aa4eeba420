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
  /** Services that fail because of it: one of them that answers shows that it is over. */
  readonly excused: Set<string>;
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
    // Offline ends with `online` alone, as the platform says both.
    if (episode && episode.reason !== "offline" && episode.excused.has(name)) this.end();
  }

  /** This service fails because of it as well. */
  excuse(name: string): void {
    this.#episode?.excused.add(name);
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

  /** Begins an episode, if there is none. What the platform says goes on when services can no longer say it, and is not told again. */
  begin(reason: UplinkReason, names: readonly string[], until: number): void {
    const was = this.#episode;
    if (was && (reason !== "offline" || was.reason === "offline")) return;
    this.#episode = { reason, names, until, excused: new Set(names) };
    if (!was) this.#told(true, reason, names);
  }

  /** Ends the episode, or only one that has this reason. */
  end(reason?: UplinkReason): void {
    const episode = this.#episode;
    if (episode === undefined || (reason ?? episode.reason) !== episode.reason) return;
    this.#episode = undefined;
    this.#told(false, episode.reason, episode.names);
  }

  /** What it is lost by now; undefined where it is not. An episode that has lasted long enough is over with this question. */
  lostBy(at: number): UplinkReason | undefined {
    if (this.#episode && this.#episode.reason !== "offline" && at >= this.#episode.until)
      this.end();
    return this.#episode?.reason;
  }
}

/** So many, on so many hosts, could be lost together at all. */
export function isMany(targets: readonly Target[]): boolean {
  return targets.length >= TARGETS && new Set(targets.map(({ host }) => host)).size >= HOSTS;
}
