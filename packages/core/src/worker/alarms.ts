// The deadlines of one session by name; at most one of each.

import type { Clock, Timer } from "../base/clock.ts";
import type { Alarm } from "../session/input.ts";

/** Whose session it is. */
export interface AlarmOwner {
  post(input: { readonly type: "due"; readonly alarm: Alarm }): void;
}

export class Alarms {
  readonly #clock: Clock;
  readonly #owner: AlarmOwner;
  // A field for each: it weighs less than a map, and there is one of these for every peer.
  readonly #armed: Record<Alarm, Timer | undefined> = {
    dial: undefined,
    keepalive: undefined,
    stable: undefined,
    drain: undefined,
    redial: undefined,
    close: undefined,
  };

  constructor(clock: Clock, owner: AlarmOwner) {
    this.#clock = clock;
    this.#owner = owner;
  }

  arm(alarm: Alarm, ms: number): void {
    this.disarm(alarm);
    this.#armed[alarm] = this.#clock.schedule(ms, () => {
      this.#armed[alarm] = undefined;
      this.#owner.post({ type: "due", alarm });
    });
  }

  disarm(alarm: Alarm): void {
    this.#armed[alarm]?.cancel();
    this.#armed[alarm] = undefined;
  }

  /** An alarm outlives no state that does not list it. */
  keepOnly(listed: { readonly [A in Alarm]?: unknown }): void {
    for (const alarm of Object.keys(this.#armed) as Alarm[])
      if (!(alarm in listed)) this.disarm(alarm);
  }
}
