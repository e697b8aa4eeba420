// When the next probe begins: a function of the diagnosis, of the last probe, and of chance.

import { backoff } from "@skep/core/base";
import type { BackoffConfig } from "../backoff-config.ts";
import type { Diagnosis } from "./diagnosis.ts";

/** The share of the interval out of which a poll is drawn where there is jitter: enough to tear watchers apart that began together. */
const POLL_JITTER = 0.1;

/** Milliseconds until the first probe: none, or a part of the first delay where there is jitter. */
export function firstDelay(roll: number, config: BackoffConfig): number {
  if (config.jitter === "none") return 0;
  return roll * config.initialDelay * (config.jitter === "full" ? 1 : 0.5);
}

/** Milliseconds until the next probe, after one that took `took`. */
export function nextDelay(
  now: Diagnosis,
  took: number,
  roll: number,
  config: BackoffConfig,
): number {
  const poll = Math.max(0, pollInterval(roll, config) - took);
  const { attempt, state, successes } = now;
  if (attempt === 0)
    return isUnconfirmed(now) ? Math.min(delay(successes, roll, config), poll) : poll;
  if (attempt >= config.startupProbes) return poll;
  // A failure of a service that still counts as ready is looked into no later than the next poll.
  const soon = delay(attempt, roll, config);
  return state === "ready" ? Math.min(soon, poll) : soon;
}

/** It answers, and has to do so for longer before it is ready. */
function isUnconfirmed({ state, isDependencyDown }: Diagnosis): boolean {
  return state !== "ready" && !isDependencyDown;
}

function delay(attempt: number, roll: number, config: BackoffConfig): number {
  return backoff(attempt, roll, { ...config, minDelay: 0 });
}

/** At most `pollInterval`, as the bounds of detection are made of it. */
function pollInterval(roll: number, { jitter, pollInterval }: BackoffConfig): number {
  return jitter === "none" ? pollInterval : pollInterval * (1 - POLL_JITTER * roll);
}
