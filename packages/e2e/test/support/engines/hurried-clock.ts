// A clock on which time passes several times as fast: what an engine waits for is over sooner. The time of day is that of the system.
import { type Clock, systemClock } from "@skep/core/base";

export function hurriedClock(factor: number): Clock {
  const clock = systemClock({ unref: true });
  return {
    now: () => clock.now() * factor,
    wall: () => clock.wall(),
    schedule: (delay, due) => clock.schedule(delay / factor, due),
  };
}
