// Figures as people read them.

/** What stands where there is nothing to say. */
const NOTHING = "–";

const GROUPED = new Intl.NumberFormat("en-US", { maximumFractionDigits: 0 });

/** 12,345 */
export function count(value: number): string {
  return GROUPED.format(value);
}

/** 0.4, 20, 133 */
export function rate(perSecond: number | undefined): string {
  if (perSecond === undefined) return NOTHING;
  if (perSecond < 0.05) return "0";
  return perSecond < 9.95 ? perSecond.toFixed(1) : count(perSecond);
}

/** 0.4 ms, 41 ms, 1.2 s */
export function duration(ms: number | undefined): string {
  if (ms === undefined) return NOTHING;
  if (ms >= 999.5) return `${(ms / 1_000).toFixed(1)} s`;
  return `${ms < 9.95 ? ms.toFixed(1) : ms.toFixed(0)} ms`;
}

/** 3.2 s: of a wait, always in seconds, so that its width does not change. */
export function wait(ms: number): string {
  return `${(Math.max(0, ms) / 1_000).toFixed(1)} s`;
}

/** 42 s, 3 min, 2 h: whole units, for what grows. */
export function span(ms: number): string {
  const seconds = Math.floor(ms / 1_000);
  if (seconds < 100) return `${seconds} s`;
  return seconds < 6_000 ? `${Math.floor(seconds / 60)} min` : `${Math.floor(seconds / 3_600)} h`;
}

/** 18,034 trades */
export function quantity(value: string | undefined, unit: string): string {
  if (value === undefined) return NOTHING;
  const number = value.includes(".") ? value : count(Number(value));
  return `${number} ${unit}`;
}

/** 14:03:27 */
export function timeOfDay(at: number): string {
  return new Date(at).toLocaleTimeString("en-GB");
}
