// What enters the plan. Types only.

import type { ExitReport } from "../exit-report.ts";
import type { ChildPlan } from "./child.ts";

export type PlanInput =
  | { readonly type: "start" }
  | { readonly type: "stop" }
  | { readonly type: "add"; readonly plan: ChildPlan }
  | { readonly type: "remove"; readonly name: string }
  | { readonly type: "restart"; readonly name: string }
  /** What runs has failed all the same, such as a process that does not answer. */
  | { readonly type: "fail"; readonly name: string; readonly error: unknown }
  /** An instance is up, and ready. */
  | { readonly type: "started"; readonly name: string; readonly instance: number }
  /** An instance has ended, or its start has failed: nothing of it runs, but for one that was abandoned. */
  | {
      readonly type: "exited";
      readonly name: string;
      readonly instance: number;
      readonly report: ExitReport;
    }
  /** Time has passed. */
  | { readonly type: "due" };

/** Time and chance of a step. */
export interface PlanContext {
  /** Monotonic, in milliseconds. */
  readonly now: number;
  /** From 0 to 1, from which a delay is drawn. */
  readonly roll: number;
}
