// When a watcher probes, and how many probes make a verdict.

import { checkCount, checkNames, checkNumber, ConfigError } from "@skep/core/base";
import { defined } from "./option-checks.ts";

/** All times are in milliseconds. */
export interface BackoffConfig {
  /** The wait after the first probe that fails, at the beginning and after each loss. Default: 2,000; from 1 to `maxDelay`. */
  readonly initialDelay: number;
  /** The longest wait between probes that fail. Default: 60,000; up to 2³¹ − 1. */
  readonly maxDelay: number;
  /** The factor from one wait to the next. Default: 2; from 1 to 1,000. */
  readonly multiplier: number;
  /** So many probes have these waits; what fails for longer is probed every `pollInterval`. Default: 10; whole number from 1. */
  readonly startupProbes: number;
  /** From one probe to the next while the service is ready. Default: 60,000; from 1 to 2³¹ − 1. */
  readonly pollInterval: number;
  /** How long one probe may take. Default: 10,000; from 1 to 2³¹ − 1. */
  readonly probeTimeout: number;
  /**
   * `full` draws each wait from all of it, `equal` from its second half, and the first probe of all waits for a part of `initialDelay`; under
   * both, polls come up to a tenth earlier. Default: `none`.
   */
  readonly jitter: "none" | "full" | "equal";
  /** Failures in a row that make a service `down`. Default: 1; whole number from 1. */
  readonly failures: number;
  /** Successes in a row that make it `ready`. Default: 1; whole number from 1. */
  readonly successes: number;
}

/** When a watcher probes where nothing is said: at 0, 2, 6, 14, 30, 62, 122, 182, 242 and 302 s, then every 60 s. */
export const backoffDefaults: BackoffConfig = Object.freeze({
  initialDelay: 2_000,
  maxDelay: 60_000,
  multiplier: 2,
  startupProbes: 10,
  pollInterval: 60_000,
  probeTimeout: 10_000,
  jitter: "none",
  failures: 1,
  successes: 1,
});

const JITTERS: readonly unknown[] = ["none", "full", "equal"];

export function fillBackoff(given: Partial<BackoffConfig> = {}): BackoffConfig {
  checkNames(given, Object.keys(backoffDefaults), "backoff.");
  const config: BackoffConfig = { ...backoffDefaults, ...defined(given) };
  for (const name of ["maxDelay", "initialDelay", "pollInterval", "probeTimeout"] as const)
    checkNumber(`backoff.${name}`, config[name], 1);
  if (config.initialDelay > config.maxDelay)
    throw new ConfigError(
      "backoff.initialDelay",
      `at most backoff.maxDelay (${config.maxDelay})`,
      config.initialDelay,
    );
  checkNumber("backoff.multiplier", config.multiplier, 1, 1_000);
  for (const name of ["startupProbes", "failures", "successes"] as const)
    checkCount(`backoff.${name}`, config[name], 1);
  if (!JITTERS.includes(config.jitter))
    throw new ConfigError("backoff.jitter", "one of none, full, equal", config.jitter);
  return config;
}
