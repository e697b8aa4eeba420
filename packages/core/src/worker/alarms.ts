// The deadlines of one session by name; at most one of each.

import type { Timer } from "../base/clock.ts";
import type { Alarm } from "../session/input.ts";

/** Whose session it is. */
export interface AlarmOwner {
  readonly owner: { readonly timers: AlarmTimers };
  post(input: { readonly type: "due"; readonly alarm: Alarm }): void;
}

/** Where alarms become timers. One function serves all of them: there is an alarm for every idle peer. */
export interface AlarmTimers {
  schedule<A, B>(delay: number, due: (of: A, what: B) => void, of: A, what: B): Timer;
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
    this[alarm] = this.#session.owner.timers.schedule(ms, fire, this, alarm);
  }

  disarm(alarm: Alarm): void {
    this[alarm]?.cancel();
    this[alarm] = undefined;
  }

  fire(alarm: Alarm): void {
    this[alarm] = undefined;
    this.#session.post({ type: "due", alarm });
  }

  /** An alarm outlives no state that does not list it. */
  keepOnly(listed: { readonly [A in Alarm]?: unknown }): void {
    // What is private is no key.
    for (const alarm of Object.keys(this) as Alarm[]) if (!(alarm in listed)) this.disarm(alarm);
  }
}

const fire = (alarms: Alarms, alarm: Alarm): void => alarms.fire(alarm);
