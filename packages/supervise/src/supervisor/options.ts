// The options of a supervisor, and what they are when they are left out.

import {
  checkCount,
  checkMembers,
  checkNames,
  checkNumber,
  checkOneOf,
  checkType,
  type Clock,
  ConfigError,
  systemClock,
} from "@skep/core/base";
import { checkName, checkTimeout } from "../option-checks.ts";
import type { ChildBackoff } from "../plan/child.ts";
import type { Intensity, Strategy } from "../plan/roster.ts";
import { BACKOFF, type ChildSpec, type FilledSpec, fillSpec, READY_TIMEOUT } from "./child-spec.ts";

/** The options of a supervisor. */
export interface SupervisorOptions {
  /** What it is called, as a worker. */
  readonly name: string;
  /** Its children, in the order in which they are started. Default: none; `add` adds some. */
  readonly children?: readonly ChildSpec[] | undefined;
  /** Which children are started again when one is. Default: `one-for-one`. */
  readonly strategy?: Strategy | undefined;
  /** How many restarts are too many: then it gives up, stops its children, and fails. Default: 5 within 60,000 ms. */
  readonly intensity?: Partial<Intensity> | undefined;
  /**
   * Milliseconds that all its children together have to end when it is stopped without a `timeout`; then those that are left are forced at
   * once. From 0. Default: `Infinity`, as each of them has a time of its own.
   */
  readonly stopTimeout?: number | undefined;
  /** For tests. Default: the clock of the system. */
  readonly clock?: Clock | undefined;
  /** From 0 to 1, for delays and resume ids. Default: `Math.random`. */
  readonly random?: (() => number) | undefined;
}

export interface FilledOptions {
  readonly name: string;
  readonly children: readonly FilledSpec[];
  readonly strategy: Strategy;
  readonly intensity: Intensity;
  readonly stopTimeout: number;
  readonly clock: Clock;
  readonly random: () => number;
}

/** What a supervisor does where nothing is said. */
export const supervisorDefaults: {
  readonly strategy: Strategy;
  readonly restart: "always";
  readonly intensity: Intensity;
  readonly backoff: ChildBackoff;
  readonly readyTimeout: number;
} = Object.freeze({
  strategy: "one-for-one",
  restart: "always",
  intensity: Object.freeze({ restarts: 5, within: 60_000 }),
  backoff: BACKOFF,
  readyTimeout: READY_TIMEOUT,
});

const NAMES = ["name", "children", "strategy", "intensity", "stopTimeout", "clock", "random"];

export function fillSupervisorOptions(options: SupervisorOptions): FilledOptions {
  checkNames(options, NAMES);
  const { name, strategy = "one-for-one", stopTimeout = Infinity } = options;
  const { clock = systemClock(), random = Math.random } = options;
  checkName("name", name);
  checkOneOf("strategy", strategy, ["one-for-one", "one-for-all", "rest-for-one"]);
  checkTimeout("stopTimeout", stopTimeout);
  checkMembers("clock", clock, ["now", "wall", "schedule"]);
  checkType("random", random, "function");
  const intensity = fillIntensity(options.intensity ?? {});
  const children = fillChildren(options.children ?? []);
  return { name, children, strategy, intensity, stopTimeout, clock, random };
}

function fillIntensity(given: Partial<Intensity>): Intensity {
  checkNames(given, ["restarts", "within"], "intensity.");
  const { restarts = 5, within = 60_000 } = given;
  checkCount("intensity.restarts", restarts, 0);
  checkNumber("intensity.within", within, 1);
  return { restarts, within };
}

function fillChildren(specs: readonly ChildSpec[]): readonly FilledSpec[] {
  if (!Array.isArray(specs)) throw new ConfigError("children", "a list of specs", typeof specs);
  const filled = specs.map((spec: ChildSpec, at) => fillSpec(spec, `children[${at}].`));
  for (const [at, { name }] of filled.entries())
    if (filled.findIndex((other) => other.name === name) < at)
      throw new ConfigError(`children[${at}].name`, "a name that no other child has", name);
  return filled;
}
