// The deadlines of one session by name; at most one of each.

import type { Clock, Timer } from "../base/clock.ts";
import type { Alarm } from "../session/input.ts";

export class Alarms {
  readonly #clock: Clock;
  readonly #due: (alarm: Alarm) => void;
  readonly #armed = new Map<Alarm, Timer>();

  constructor(clock: Clock, due: (alarm: Alarm) => void) {
    this.#clock = clock;
    this.#due = due;
  }

  arm(alarm: Alarm, ms: number): void {
    this.disarm(alarm);
    const due = (): void => {
      this.#armed.delete(alarm);
      this.#due(alarm);
    };
    this.#armed.set(alarm, this.#clock.schedule(ms, due));
  }

  disarm(alarm: Alarm): void {
    this.#armed.get(alarm)?.cancel();
    this.#armed.delete(alarm);
  }

  /** An alarm outlives no state that does not list it. */
  keepOnly(listed: { readonly [A in Alarm]?: unknown }): void {
    for (const alarm of this.#armed.keys()) if (!(alarm in listed)) this.disarm(alarm);
  }
}
