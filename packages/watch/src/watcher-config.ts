// What is watched, and how.

import { checkMembers, checkNames, checkNumber, checkSignal, checkType } from "@skep/core/base";
import type { Logger } from "@skep/core/base";
import { type BackoffConfig, fillBackoff } from "./backoff-config.ts";
import type { DiagnosisRules } from "./diagnosis/diagnosis.ts";
import { checkFunction, checkText } from "./option-checks.ts";
import type { Probe } from "./probe.ts";

/** What a callback is given. */
export interface EdgeContext {
  /** Aborts at the next edge and when the watcher is stopped: what the callback does is no longer of use then. */
  readonly signal: AbortSignal;
}

/** One service and how it is watched. */
export interface WatcherConfig {
  /** What the service is called in `status()`, events and logs; one name is watched once. */
  readonly name: string;
  /** Asks the service whether it is there. The first one begins at once, but for jitter and `maxInFlight`. */
  readonly probe: Probe;
  /** When it is probed, and how many probes make a verdict. Default: `backoffDefaults`, for each that is left out. */
  readonly backoff?: Partial<BackoffConfig> | undefined;
  /**
   * The name of a service that is watched already and that this one cannot do without: while that one is down, this one is `unknown`, so that one
   * cause is one event. Default: none.
   */
  readonly dependsOn?: string | undefined;
  /** The process is not ready to serve without it: readiness is 503 while it is not ready. Default: `false`. */
  readonly critical?: boolean | undefined;
  /**
   * The host that it runs on, for the question whether the uplink is lost. Default: that of the probe, where it knows it; else none, and all
   * services without one count as one host.
   */
  readonly host?: string | undefined;
  /** A probe that took longer, in milliseconds, makes the service degraded: it is ready, and slow. Default: never; from 1. */
  readonly slowAfter?: number | undefined;
  /**
   * Called when the service is ready: the first time, and whenever it was down before. Calls of `onReady` and `onDown` alternate, one at a time and
   * in order; those that a long call has kept waiting are left out in pairs. A promise is awaited, what it throws is an `error` event. Default: nothing is called.
   */
  readonly onReady?: ((context: EdgeContext) => unknown) | undefined;
  /** Called when a service is down that was ready; one that never was is down without a call. Default: nothing is called. */
  readonly onDown?: ((error: Error, context: EdgeContext) => unknown) | undefined;
  /** Stops the watcher when it aborts. Default: none. */
  readonly signal?: AbortSignal | undefined;
  /** Where this watcher logs. Default: that of the manager. */
  readonly logger?: Logger | undefined;
}

const NAMES: readonly string[] = [
  "name",
  "probe",
  "backoff",
  "dependsOn",
  "critical",
  "host",
  "slowAfter",
  "onReady",
  "onDown",
  "signal",
  "logger",
];

/** The same with everything filled in. */
export interface FilledConfig extends Omit<WatcherConfig, "backoff" | "critical" | "host"> {
  readonly backoff: BackoffConfig;
  readonly rules: DiagnosisRules;
  readonly critical: boolean;
  /** Empty where nobody has named it. */
  readonly host: string;
}

/** Throws a `ConfigError` that names the field. */
export function fillConfig(config: WatcherConfig): FilledConfig {
  checkNames(config, NAMES);
  checkText("name", config.name);
  checkFunction("probe", config.probe);
  for (const name of ["onReady", "onDown"] as const) checkType(name, config[name], "function");
  checkType("critical", config.critical, "boolean");
  for (const name of ["dependsOn", "host"] as const)
    if (config[name] !== undefined) checkText(name, config[name]);
  if (config.slowAfter !== undefined) checkNumber("slowAfter", config.slowAfter, 1);
  checkSignal("signal", config.signal);
  checkMembers("logger", config.logger, ["debug", "info", "warn", "error"]);
  const backoff = fillBackoff(config.backoff);
  return {
    ...config,
    backoff,
    rules: rulesOf(backoff),
    critical: config.critical === true,
    host: config.host ?? config.probe.host ?? "",
  };
}

/** A window of ten polls, in which a service that is restarted by hand is not yet a flapping one. */
const FLAP_POLLS = 10;

export function rulesOf(backoff: BackoffConfig): DiagnosisRules {
  const { failures, successes, pollInterval, probeTimeout } = backoff;
  return {
    failures,
    successes,
    excuse: failures * (pollInterval + probeTimeout),
    calm: pollInterval,
    flapWindow: FLAP_POLLS * pollInterval,
  };
}
