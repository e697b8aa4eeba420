// All that a supervisor knows of its children, as a value that does not change, and how the next one is made of it.

import type { Outcome } from "../exit-report.ts";
import { type Child, type ChildPlan, newChild } from "./child.ts";
import type { PlanRecord } from "./order.ts";

/**
 * Which children are started again when one is: `one-for-one` it alone, `one-for-all` all that run, `rest-for-one` it and those behind it.
 * Children that had ended for good stay as they are.
 */
export type Strategy = "one-for-one" | "one-for-all" | "rest-for-one";

/** How many restarts are too many. */
export interface Intensity {
  /** So many restarts may happen within the time; one more, and the supervisor gives up. Default: 5; whole number from 0. */
  readonly restarts: number;
  /** The time, in milliseconds, which slides. Default: 60,000; from 1. */
  readonly within: number;
}

export interface Roster {
  readonly strategy: Strategy;
  readonly intensity: Intensity;
  readonly mode: "created" | "starting" | "running" | "stopping" | "ended";
  readonly children: readonly Child[];
  /** The latest number of a batch. */
  readonly batch: number;
  /** When restarts were, of those that count. Bound: `intensity.restarts` and one more. */
  readonly recent: readonly number[];
  /** How the supervisor ends, once it has to. */
  readonly outcome: Outcome;
  /** What has happened in this step, to be told. */
  readonly records: readonly PlanRecord[];
}

export function newRoster(
  strategy: Strategy,
  intensity: Intensity,
  children: readonly ChildPlan[],
): Roster {
  return {
    strategy,
    intensity,
    mode: "created",
    children: children.map((plan) => newChild(plan, 0, false)),
    batch: 0,
    recent: [],
    outcome: {},
    records: [],
  };
}

export function childOf(roster: Roster, name: string): Child | undefined {
  return roster.children.find(({ plan }) => plan.name === name);
}

/** With changes of the child of that name. */
export function withChild(roster: Roster, name: string, changes: Partial<Child>): Roster {
  return mapChildren(roster, (child) =>
    child.plan.name === name ? { ...child, ...changes } : child,
  );
}

export function mapChildren(roster: Roster, change: (child: Child) => Child): Roster {
  return { ...roster, children: roster.children.map(change) };
}

/** Without the child of that name. */
export function withoutChild(roster: Roster, name: string): Roster {
  return { ...roster, children: roster.children.filter(({ plan }) => plan.name !== name) };
}

export function withRecord(roster: Roster, record: PlanRecord): Roster {
  return { ...roster, records: [...roster.records, record] };
}

/** All children have to come down, in one batch; then the supervisor ends with this outcome. The first reason to end counts. */
export function ending(roster: Roster, outcome: Outcome): Roster {
  if (roster.mode === "stopping" || roster.mode === "ended") return roster;
  const batch = roster.batch + 1;
  const down = mapChildren(roster, (child) => ({
    ...child,
    batch,
    target: child.target === "gone" ? "gone" : "down",
  }));
  return { ...down, batch, mode: "stopping", outcome: { ...outcome, ...abandonment(roster) } };
}

/** Something of the supervisor may still run. */
export function abandoned(roster: Roster): Roster {
  return { ...roster, outcome: { ...roster.outcome, abandoned: true } };
}

function abandonment({ outcome }: Roster): Outcome {
  return outcome.abandoned === true ? { abandoned: true } : {};
}
