// What the end of an instance means: for its child, for the others, and for the supervisor.

import { backoff } from "@skep/core/base";
import { GaveUpError, sentence } from "../errors.ts";
import { errorTextOf, type ExitReport, type Outcome } from "../exit-report.ts";
import { startError } from "../start-error.ts";
import type { Child } from "./child.ts";
import type { PlanContext } from "./input.ts";
import {
  abandoned,
  ending,
  mapChildren,
  type Roster,
  withChild,
  withoutChild,
  withRecord,
} from "./roster.ts";

/** The instance of `child` has ended: it is the latest one, and was not down. */
export function exited(
  roster: Roster,
  child: Child,
  report: ExitReport,
  context: PlanContext,
): Roster {
  const { plan, instance } = child;
  const told = withRecord(roster, { type: "exited", child: plan.name, instance, report });
  const down = withChild(told, plan.name, {
    phase: "down",
    last: report,
    isCycled: false,
    condemned: undefined,
  });
  const known = report.status === "abandoned" ? abandoned(down) : down;
  if (child.target === "gone") return forgotten(known, child);
  if (child.target === "down") return known;
  // What may still run must not run twice.
  if (report.status === "abandoned") return givenUp(known, child, `${plan.name} was abandoned`);
  if (child.isCycled) return known;
  if (child.phase === "starting") return startFailed(known, child, report, context);
  return ended(known, child, report, context);
}

export function forgotten(roster: Roster, { plan }: Child): Roster {
  return withRecord(withoutChild(roster, plan.name), { type: "removed", child: plan.name });
}

/** A first start that fails is told to whoever asked for it; a later one is a failure as any other. */
function startFailed(
  roster: Roster,
  child: Child,
  report: ExitReport,
  context: PlanContext,
): Roster {
  const { plan, instance } = child;
  if (child.isTrial) return forgotten(roster, child);
  const known = withChild(roster, plan.name, { failedStart: { instance, error: report.error } });
  if (roster.mode === "starting" && !child.hasBeenUp)
    return ending(known, { error: startError(plan.name, report.error) });
  return ended(known, child, report, context);
}

function ended(roster: Roster, child: Child, report: ExitReport, context: PlanContext): Roster {
  const { plan, condemned } = child;
  const isFailure = condemned !== undefined || ["failed", "killed"].includes(report.status);
  if (plan.restart === "always" || (plan.restart === "on-failure" && isFailure))
    return restarted(roster, child, context);
  const settled = withChild(roster, plan.name, { target: "down" });
  return plan.significant ? ending(settled, condemned ?? outcomeOf(report)) : settled;
}

/** The end of a significant child is that of its supervisor. */
function outcomeOf({ code, signal, oom, error }: ExitReport): Outcome {
  return { code, signal, oom, error };
}

function restarted(roster: Roster, child: Child, { now, roll }: PlanContext): Roster {
  const { plan } = child;
  const { restarts, within } = roster.intensity;
  const recent = [...roster.recent.filter((at) => at > now - within), now];
  const counted = { ...roster, recent };
  if (recent.length > restarts)
    return givenUp(
      counted,
      child,
      `${plan.name} has ended, and more than ${restarts} restarts within ${within} ms are too many`,
    );
  const hasRun = child.upAt !== undefined && now - child.upAt >= plan.backoff.resetAfter;
  const failures = hasRun ? 1 : child.failures + 1;
  const delay = backoff(failures, roll, { ...plan.backoff, minDelay: 1 });
  const known = withChild(counted, plan.name, { failures });
  return regrouped(known, child, now + delay, { delay, failures });
}

/**
 * Those that the strategy names become one batch: what runs of them is stopped, and all are started when it is time. One that was to be
 * stopped as it had failed is a part of it, and is not counted once more. Those that wait together with one of them stay with it.
 */
function regrouped(
  roster: Roster,
  { plan }: Child,
  due: number,
  facts: { readonly delay: number; readonly failures: number },
): Roster {
  const names = membersOf(roster, plan.name);
  const isMember = (child: Child): boolean => names.includes(child.plan.name);
  const batches = new Set(roster.children.filter(isMember).map((member) => member.batch));
  const batch = roster.batch + 1;
  const next = mapChildren(roster, (child) => {
    if (isMember(child)) return { ...child, batch, ...cycle(child, due) };
    return batches.has(child.batch) && isPending(child) ? { ...child, batch } : child;
  });
  return withRecord(
    { ...next, batch },
    { type: "restarting", child: plan.name, children: names, ...facts },
  );
}

function cycle({ due, phase }: Child, at: number): Partial<Child> {
  return { due: Math.max(at, due), isCycled: phase !== "down" };
}

/** It is on its way to be up. */
function isPending({ isCycled, phase, target }: Child): boolean {
  return target === "up" && (phase !== "up" || isCycled);
}

function membersOf({ children, strategy }: Roster, name: string): readonly string[] {
  const from = children.findIndex(({ plan }) => plan.name === name);
  return children
    .filter(({ target }, at) => {
      if (at === from) return true;
      return (
        target === "up" && (strategy === "one-for-all" || (strategy !== "one-for-one" && at > from))
      );
    })
    .map(({ plan }) => plan.name);
}

function givenUp(roster: Roster, { plan }: Child, why: string): Roster {
  const last = roster.children.find((child) => child.plan.name === plan.name)?.last;
  const told = last && errorTextOf(last);
  const error = new GaveUpError(
    sentence(told === undefined ? why : `${why}: ${told}`),
    last?.error,
  );
  const known = withRecord(withChild(roster, plan.name, { gaveUp: true }), {
    type: "gaveup",
    child: plan.name,
    error,
  });
  return ending(known, { error, ...(plan.significant && { code: last?.code }) });
}
