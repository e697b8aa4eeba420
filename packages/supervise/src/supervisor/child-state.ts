// What a supervisor tells of a child in its state: the plan's view of it, over that of the worker itself.

import { errorTextOf } from "../exit-report.ts";
import type { Child } from "../plan/child.ts";
import type { Roster } from "../plan/roster.ts";
import { isExitStatus, metadataKeys, type State, type Status } from "../state.ts";

/** What a child adds to the metadata of its worker. */
interface Facts {
  readonly mode: Roster["mode"];
  /** When the oldest restart was that counts, as milliseconds since the epoch. */
  readonly windowStart: number | undefined;
}

/** `live` is the state of its latest worker. */
export function childState(child: Child, live: State | undefined, facts: Facts): State {
  const { last, plan } = child;
  const status = childStatus(child, live, facts.mode);
  const error = isExitStatus(status) && last ? errorTextOf(last) : undefined;
  return {
    ...live,
    name: plan.name,
    status,
    ...(last?.code !== undefined && { exitCode: last.code }),
    ...(error !== undefined && last?.status !== "stopped" && { error }),
    metadata: { ...live?.metadata, ...childMetadata(child, facts) },
    children: live?.children ?? [],
  };
}

/** A worker that runs and is not ready yet starts, for its supervisor. An end is shown as soon as it has come. */
export function childStatus(child: Child, live: State | undefined, mode: Roster["mode"]): Status {
  if (child.phase !== "down") {
    if (live !== undefined && (child.phase === "up" || isExitStatus(live.status)))
      return live.status;
    return child.phase === "up" ? "running" : child.phase;
  }
  if (child.target === "up" && (mode === "starting" || mode === "running")) return "pending";
  return child.last?.status ?? "created";
}

function childMetadata(
  { instance, gaveUp }: Child,
  { windowStart }: Facts,
): Readonly<Record<string, string>> {
  const restarts = Math.max(0, instance - 1);
  return {
    [metadataKeys.restarts]: String(restarts),
    ...(restarts > 0 &&
      windowStart !== undefined && {
        [metadataKeys.windowStart]: new Date(windowStart).toISOString(),
      }),
    ...(gaveUp && { [metadataKeys.circuitBreaker]: "triggered" }),
  };
}
