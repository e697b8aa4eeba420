// Why tests were skipped, as lines for people: one for each reason, with what to install.
import type { Lack } from "./lack.ts";

export interface Skip {
  readonly title: string;
  /** Undefined where the test did not say it. */
  readonly lack: Lack | undefined;
}

/** In the order in which the reasons first came. */
export function skipLines(skips: readonly Skip[]): string[] {
  const reasons = new Map<string, Skip[]>();
  for (const skip of skips) {
    const reason = skip.lack?.what ?? `${skip.title} (the test gives no reason)`;
    reasons.set(reason, [...(reasons.get(reason) ?? []), skip]);
  }
  return [...reasons].map(
    ([reason, group]) => `Skipped, ${group.length} × ${reason}.${remedyOf(group)}`,
  );
}

function remedyOf(group: readonly Skip[]): string {
  const lacks = group.map(({ lack }) => lack).filter((lack) => lack !== undefined);
  const packages = [...new Set(lacks.flatMap((lack) => lack.packages ?? []))].toSorted();
  const others = new Set(lacks.flatMap(({ otherwise }) => otherwise ?? []));
  const install = packages.length === 0 ? [] : [`apt-get install ${packages.join(" ")}`];
  const remedies = [...install, ...others];
  return remedies.length === 0 ? "" : ` To run them: ${remedies.join(", or ")}`;
}
