// From where children are to where they have to be: which of them may be stopped or started now, and when to look again.

import type { Child } from "./child.ts";
import type { Order } from "./order.ts";
import { type Roster, withChild } from "./roster.ts";

/** What a step has decided. */
export interface PlanStep {
  readonly roster: Roster;
  readonly orders: readonly Order[];
}

/** Stops from the last to the first and starts from the first to the last, one at a time of each batch; starts after all stops of it. */
export function reconcile(roster: Roster, now: number): PlanStep {
  const stopped = stopWhatHasTo(roster);
  const started = startWhatMay(stopped.roster, now);
  const moved = { ...started, orders: [...stopped.orders, ...started.orders] };
  return ready(over(moved));
}

/** When a child that waits for its time is due next; undefined where none waits. */
export function nextDue({ mode, children }: Roster, now: number): number | undefined {
  if (mode !== "starting" && mode !== "running") return undefined;
  const times = children.filter(wantsStart).flatMap(({ due }) => (due > now ? [due] : []));
  return times.length === 0 ? undefined : Math.min(...times);
}

function hasToStop({ phase, target, isCycled, condemned }: Child): boolean {
  const isUp = phase === "starting" || phase === "up";
  return isUp && (target !== "up" || isCycled || condemned !== undefined);
}

function wantsStart({ phase, target }: Child): boolean {
  return phase === "down" && target === "up";
}

function stopWhatHasTo(roster: Roster): PlanStep {
  const busy = new Set<number>();
  const orders: Order[] = [];
  let next = roster;
  for (const child of roster.children.toReversed()) {
    const { name } = child.plan;
    if (hasToStop(child) && !busy.has(child.batch)) {
      orders.push({ type: "stop", name, instance: child.instance });
      next = withChild(next, name, { phase: "stopping" });
    }
    if (child.phase === "stopping" || hasToStop(child)) busy.add(child.batch);
  }
  return { roster: next, orders };
}

function startWhatMay(roster: Roster, now: number): PlanStep {
  if (roster.mode !== "starting" && roster.mode !== "running") return { roster, orders: [] };
  const isStopping = (child: Child): boolean => child.phase === "stopping" || hasToStop(child);
  const busy = new Set(roster.children.filter(isStopping).map(({ batch }) => batch));
  const orders: Order[] = [];
  let next = roster;
  for (const child of roster.children) {
    const { name } = child.plan;
    if (wantsStart(child) && !busy.has(child.batch) && child.due <= now) {
      const instance = child.instance + 1;
      orders.push({ type: "start", name, instance, previousExit: child.last });
      next = withChild(next, name, { phase: "starting", instance, upAt: undefined });
    }
    if (wantsStart(child) || child.phase === "starting") busy.add(child.batch);
  }
  return { roster: next, orders };
}

/** The supervisor is ready when each of its children has been. Those that were added meanwhile are told by themselves. */
function ready({ roster, orders }: PlanStep): PlanStep {
  const isMissing = (child: Child): boolean =>
    child.target === "up" && !child.hasBeenUp && !child.isTrial;
  if (roster.mode !== "starting" || roster.children.some(isMissing)) return { roster, orders };
  return { roster: { ...roster, mode: "running" }, orders: [...orders, { type: "ready" }] };
}

function over({ roster, orders }: PlanStep): PlanStep {
  const isThere = (child: Child): boolean => child.phase !== "down";
  if (roster.mode !== "stopping" || roster.children.some(isThere)) return { roster, orders };
  const ended: Order = { type: "ended", outcome: roster.outcome };
  return { roster: { ...roster, mode: "ended" }, orders: [...orders, ended] };
}
