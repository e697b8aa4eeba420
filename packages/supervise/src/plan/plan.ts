// The plan of a supervisor: a pure function from what is known and what happened to what is known next, and what to do. It knows no
// worker, no promise and no clock.

import type { Child } from "./child.ts";
import { newChild } from "./child.ts";
import { exited, forgotten } from "./exits.ts";
import type { PlanContext, PlanInput } from "./input.ts";
import { type PlanStep, reconcile } from "./reconcile.ts";
import { childOf, ending, type Roster, withChild, withRecord } from "./roster.ts";

/** One step. The records of the roster are those of this step alone. */
export function plan(roster: Roster, input: PlanInput, context: PlanContext): PlanStep {
  return reconcile(after({ ...roster, records: [] }, input, context), context.now);
}

function after(roster: Roster, input: PlanInput, context: PlanContext): Roster {
  switch (input.type) {
    case "start":
      return roster.mode === "created" ? { ...roster, mode: "starting" } : roster;
    case "stop":
      return ending(roster, {});
    case "add":
      return added(roster, input);
    case "due":
      return roster;
    default:
      return afterChild(roster, input, context);
  }
}

type ChildInput = Extract<PlanInput, { readonly name: string }>;

/** What is about a child that there is not changes nothing. */
function afterChild(roster: Roster, input: ChildInput, context: PlanContext): Roster {
  const child = childOf(roster, input.name);
  if (child === undefined) return roster;
  switch (input.type) {
    case "remove":
      return removed(roster, child);
    case "restart":
      return cycled(roster, child);
    case "fail":
      return condemned(roster, child, input.error);
    default:
      return afterInstance(roster, child, input, context);
  }
}

type InstanceInput = Extract<PlanInput, { readonly instance: number }>;

/** What is about another instance than the latest comes too late and changes nothing. */
function afterInstance(
  roster: Roster,
  child: Child,
  input: InstanceInput,
  context: PlanContext,
): Roster {
  if (child.instance !== input.instance) return roster;
  if (input.type === "started")
    return child.phase === "starting" ? up(roster, child, context) : roster;
  return child.phase === "down" ? roster : exited(roster, child, input.report, context);
}

function added(roster: Roster, { plan }: Extract<PlanInput, { readonly type: "add" }>): Roster {
  if (roster.mode === "stopping" || roster.mode === "ended") return roster;
  if (childOf(roster, plan.name) !== undefined) return roster;
  const batch = roster.mode === "created" ? 0 : roster.batch + 1;
  const child = newChild(plan, batch, roster.mode !== "created");
  const next = { ...roster, batch, children: [...roster.children, child] };
  return withRecord(next, { type: "added", child: plan.name });
}

function removed(roster: Roster, child: Child): Roster {
  if (child.phase === "down") return forgotten(roster, child);
  const { batch } = roster;
  // Where all are stopped, it keeps its place in their order.
  const own = roster.mode === "stopping" ? child.batch : batch + 1;
  const next = withChild(roster, child.plan.name, { target: "gone", batch: own });
  return { ...next, batch: Math.max(batch, own) };
}

/** It is started at once, without a delay, and nothing is counted: somebody has asked for it. */
function cycled(roster: Roster, child: Child): Roster {
  if (roster.mode !== "starting" && roster.mode !== "running") return roster;
  if (child.target === "gone") return roster;
  const batch = roster.batch + 1;
  const next = withChild(roster, child.plan.name, {
    target: "up",
    isCycled: child.phase !== "down",
    due: -Infinity,
    batch,
  });
  return { ...next, batch };
}

/** It has to be up: what starts is judged by its start, and what stops is over. */
function condemned(roster: Roster, child: Child, error: unknown): Roster {
  if (child.phase !== "up" || child.target !== "up" || child.isCycled) return roster;
  const batch = roster.batch + 1;
  return { ...withChild(roster, child.plan.name, { condemned: { error }, batch }), batch };
}

function up(roster: Roster, { plan, instance }: Child, { now }: PlanContext): Roster {
  const next = withChild(roster, plan.name, {
    phase: "up",
    upAt: now,
    hasBeenUp: true,
    isTrial: false,
  });
  return withRecord(next, { type: "started", child: plan.name, instance });
}
