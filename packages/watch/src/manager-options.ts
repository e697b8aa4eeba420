// The options of a manager.

import { checkCount, checkMembers, checkNames, checkType } from "@skep/core/base";
import type { Clock, Environment, Logger } from "@skep/core/base";
import type { Probe } from "./probe.ts";

/** None has to be given. */
export interface ManagerOptions {
  /** Told of each change, of what listeners and callbacks throw, and of probes that ignore their signal. Default: none. */
  readonly logger?: Logger | undefined;
  /** For tests. Default: the clock of the system. */
  readonly clock?: Clock | undefined;
  /** From 0 to 1; for jitter. Default: `Math.random`. */
  readonly random?: (() => number) | undefined;
  /**
   * Tells `online`, `offline`, `visible` and `woken`: each but `offline` causes a probe of everything, and while it is `offline` failures are the
   * uplink's. In a page, `defaultEnvironment()` of `skep/transport`. Default: none.
   */
  readonly environment?: Environment | undefined;
  /** How many probes run at once; more wait in line, which is not time of theirs. Default: 16; whole number from 1. */
  readonly maxInFlight?: number | undefined;
  /**
   * Asks something that is always there while the uplink is, such as the gateway. It is run when a service fails: where it fails as well, it is the
   * uplink. Default: none; then services that fail together say it.
   */
  readonly reference?: Probe | undefined;
  /** Timers do not keep the process alive. Default: `false`. Means nothing with `clock`. */
  readonly unref?: boolean | undefined;
}

const NAMES = ["logger", "clock", "random", "environment", "maxInFlight", "reference", "unref"];

export function checkManagerOptions(options: ManagerOptions): void {
  checkNames(options, NAMES);
  checkMembers("logger", options.logger, ["debug", "info", "warn", "error"]);
  checkMembers("clock", options.clock, ["now", "wall", "schedule"]);
  checkMembers("environment", options.environment, ["subscribe"]);
  checkType("random", options.random, "function");
  checkType("reference", options.reference, "function");
  checkType("unref", options.unref, "boolean");
  if (options.maxInFlight !== undefined) checkCount("maxInFlight", options.maxInFlight, 1);
}
