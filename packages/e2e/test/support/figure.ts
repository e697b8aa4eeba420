// What was measured, for whoever reads the run.

/** Figures are part of what these tests are for. */
export function figure(what: string, figures: Readonly<Record<string, number>>): void {
  const shown = Object.entries(figures).map(([name, ms]) => `${name} ${(ms / 1000).toFixed(2)} s`);
  console.info(`${what}: ${shown.join(", ")}`);
}

/** How many of these times fall into one span, at most. */
export function most(times: readonly number[], span: number): number {
  const sorted = times.toSorted((a, b) => a - b);
  return Math.max(
    ...sorted.map((from) => sorted.filter((at) => at >= from && at < from + span).length),
  );
}
