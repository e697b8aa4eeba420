// When one who was removed so that it lingers may say goodbye, and when it has to.

import { hold } from "../hold.ts";

/** How a user removes a peer that is to linger, and how its goodbye is known. */
export const LINGER = { linger: 100, code: 4002 } as const;
/** The default `stopTimeout`, which bounds it. */
export const STOP_TIMEOUT = 5_000;

export class Lingering {
  /** Until when it may stay connected although it was removed. */
  until: number = -Infinity;
  /** When a message came last. */
  heardAt = 0;

  begin(now: number): void {
    this.until = now + STOP_TIMEOUT;
  }

  /** It is not to linger any longer. */
  hurry(now: number): void {
    this.until = Math.min(this.until, now);
  }

  /** It says goodbye before its time is over, with so many bytes that are not sent. */
  goodbye(now: number, left: number): void {
    hold(left === 0, "lingers", () => `${left} bytes are not sent`);
    const quiet = now - this.heardAt;
    hold(quiet >= LINGER.linger, "lingers", () => `quiet for ${quiet} ms`);
  }
}
