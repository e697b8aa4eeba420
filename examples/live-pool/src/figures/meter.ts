// What only repeated looks at one peer's figures can tell: its rate, its silence, its usual round trip.

import type { SessionStats } from "skep";

/** One look at one peer. */
export interface Reading {
  readonly stats: SessionStats;
  /** Messages a second, over the last two seconds. */
  readonly rate: number;
  /** The same by half seconds, oldest first. */
  readonly history: readonly number[];
  /** Milliseconds since the peer was last heard; undefined when it is not connected. */
  readonly silence: number | undefined;
  /** Its socket was paused lately. */
  readonly paused: boolean;
  readonly rtt: { readonly last: number | undefined; readonly mean: number | undefined };
}

/** A link that is down has no rate, whatever the last two seconds were like. */
export function liveRate({ stats, rate }: Reading): number {
  return stats.connection === undefined ? 0 : rate;
}

interface Look {
  readonly at: number;
  readonly received: number;
  readonly paused: boolean;
}

/** Milliseconds that a rate looks back. */
const WINDOW = 2_000;
/** Milliseconds of one entry of the history. */
const STEP = 500;
/** Entries of the history, at most. */
const MOST_STEPS = 60;

export class Meter {
  readonly #looks: Look[] = [];
  readonly #history: number[] = [];
  #step: Look | undefined;
  #heard = { dial: 0, heartbeats: 0, at: 0 };
  #rtt = { last: undefined as number | undefined, sum: 0, count: 0 };

  /** `now` is monotonic, in milliseconds. */
  sample(stats: SessionStats, now: number): Reading {
    const look = { at: now, received: stats.received, paused: stats.connection?.paused === true };
    this.#looks.push(look);
    while (now - (this.#looks[1]?.at ?? now) >= WINDOW) this.#looks.shift();
    this.#step ??= look;
    if (now - this.#step.at >= STEP) this.#endStep(look);
    this.#noteRtt(stats.rtt);
    return {
      stats,
      rate: rateBetween(this.#looks[0] ?? look, look),
      history: this.#history,
      silence: this.#silence(stats, now),
      paused: this.#looks.some(({ paused }) => paused),
      rtt: { last: this.#rtt.last, mean: this.#meanRtt() },
    };
  }

  #endStep(look: Look): void {
    this.#history.push(rateBetween(this.#step ?? look, look));
    if (this.#history.length > MOST_STEPS) this.#history.shift();
    this.#step = look;
  }

  /** A round trip is the same number until the next one is measured. */
  #noteRtt(rtt: number | undefined): void {
    if (rtt === undefined || rtt === this.#rtt.last) return;
    this.#rtt.last = rtt;
    this.#rtt.sum += rtt;
    this.#rtt.count++;
  }

  #meanRtt(): number | undefined {
    const { sum, count } = this.#rtt;
    return count === 0 ? undefined : sum / count;
  }

  #silence({ state, connection }: SessionStats, now: number): number | undefined {
    if (state !== "connected" || connection === undefined) return undefined;
    const { dial, heartbeats } = connection;
    const same = dial === this.#heard.dial && heartbeats === this.#heard.heartbeats;
    if (!same) this.#heard = { dial, heartbeats, at: now };
    return now - this.#heard.at;
  }
}

function rateBetween(from: Look, to: Look): number {
  return to.at === from.at ? 0 : ((to.received - from.received) * 1_000) / (to.at - from.at);
}
