// The deadlines of one session by name; at most one of each.

import type { Timer } from "../base/clock.ts";
import type { Alarm } from "../session/input.ts";

/** The session that owns the alarms. */
export interface AlarmOwner {
  readonly sessionOwner: { readonly timers: AlarmTimers };
  post(input: { readonly type: "due"; readonly alarm: Alarm }): void;
}

/**
 * Makes the timers of alarms. Every alarm passes the same function, as every idle peer has an alarm and a closure for each would take
 * more memory.
 */
export interface AlarmTimers {
  schedule<A, B>(delay: number, due: (owner: A, value: B) => void, owner: A, value: B): Timer;
}

export class Alarms {
  readonly #session: AlarmOwner;
  // A field for each: it weighs less than a map, and there is one of these for every peer.
  dial: Timer | undefined;
  keepalive: Timer | undefined;
  stable: Timer | undefined;
  drain: Timer | undefined;
  redial: Timer | undefined;
  close: Timer | undefined;

  constructor(session: AlarmOwner) {
    this.#session = session;
  }

  arm(alarm: Alarm, ms: number): void {
    this.disarm(alarm);
    this[alarm] = this.#session.sessionOwner.timers.schedule(ms, fire, this, alarm);
  }

  disarm(alarm: Alarm): void {
    this[alarm]?.cancel();
    this[alarm] = undefined;
  }

  fire(alarm: Alarm): void {
    this[alarm] = undefined;
    this.#session.post({ type: "due", alarm });
  }

  /** Disarms every alarm that is not in `listed`, which are the alarms of the new state. */
  keepOnly(listed: { readonly [A in Alarm]?: unknown }): void {
    // `Object.keys` gives the alarms only, as private fields are not among the keys.
    for (const alarm of Object.keys(this) as Alarm[]) if (!(alarm in listed)) this.disarm(alarm);
  }
}

const fire = (alarms: Alarms, alarm: Alarm): void => alarms.fire(alarm);
