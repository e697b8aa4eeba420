// What was measured, for whoever reads the run.

/** Figures are part of what these tests are for. */
export function figure(what: string, figures: Readonly<Record<string, number>>): void {
  const shown = Object.entries(figures).map(([name, ms]) => `${name} ${(ms / 1000).toFixed(2)} s`);
  console.info(`${what}: ${shown.join(", ")}`);
}
