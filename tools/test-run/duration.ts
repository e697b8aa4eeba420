// How long the test projects take, as it was measured on a machine with two cores, and what is said of it.

/** Seconds of a project alone, with all servers and browsers there. */
const SECONDS: Readonly<Record<string, number>> = {
  node: 57,
  production: 66,
  simulation: 88,
  "node-platform": 8,
  "happy-dom": 49,
  chromium: 20,
  firefox: 40,
  e2e: 310,
  pages: 218,
  "pages-firefox": 140,
};

/** A shorter run announces itself by its end. */
const LEAST = 60;

/** Of the projects that are run as a whole; undefined where it is not worth a line. */
export function openingLine(projects: readonly string[]): string | undefined {
  const seconds = projects.reduce((sum, name) => sum + (SECONDS[name] ?? 0), 0);
  if (seconds < LEAST) return undefined;
  const minutes = Math.ceil(seconds / 60);
  return `This takes about ${minutes} ${minutes === 1 ? "minute" : "minutes"} on two cores, less where servers and browsers are missing.`;
}
