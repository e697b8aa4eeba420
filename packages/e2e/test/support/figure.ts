// What was measured, for whoever asks for it by SKEP_FIGURES=1: the run of tests says nothing else between its lines.

/** Times in milliseconds, told in seconds. */
export function figure(what: string, figures: Readonly<Record<string, number>>): void {
  const shown = Object.entries(figures).map(([name, ms]) => `${name} ${(ms / 1000).toFixed(2)} s`);
  tellFigure(`${what}: ${shown.join(", ")}`);
}

/** Figures that are no times. */
export function tellFigure(text: string): void {
  if (process.env["SKEP_FIGURES"] === "1") console.info(text);
}

/** How many of these times fall into one span, at most. */
export function most(times: readonly number[], span: number): number {
  const sorted = times.toSorted((a, b) => a - b);
  return Math.max(
    ...sorted.map((from) => sorted.filter((at) => at >= from && at < from + span).length),
  );
}
