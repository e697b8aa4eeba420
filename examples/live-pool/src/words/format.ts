// Figures as people read them. All times are given in milliseconds.

/** What stands where there is nothing to say. */
export const NOTHING = "–";

const GROUPED = new Intl.NumberFormat("en-US", { maximumFractionDigits: 0 });

/** 12,345 */
export function count(value: number): string {
  return GROUPED.format(value);
}

/** 2.5/s, 50/s, 23.1k/s */
export function rate(perSecond: number): string {
  if (perSecond < 0.05) return NOTHING;
  return `${short(perSecond)}/s`;
}

/** 999 B, 1.2 kB, 34 MB */
export function bytes(value: number): string {
  if (value < 1_000) return `${value} B`;
  if (value < 1e6) return `${digits(value / 1e3)} kB`;
  return value < 1e9 ? `${digits(value / 1e6)} MB` : `${digits(value / 1e9)} GB`;
}

/** 0.4 ms, 41 ms, 1.2 s; of a wait: 3.0 s */
export function duration(ms: number | undefined): string {
  if (ms === undefined) return NOTHING;
  return ms < 999.5 ? `${digits(ms)} ms` : `${seconds(ms)} s`;
}

/** 0.7, 12.3, 300: seconds with one decimal below 100. */
export function seconds(ms: number): string {
  const value = Math.max(0, ms) / 1_000;
  return value < 99.95 ? value.toFixed(1) : value.toFixed(0);
}

/** 0:07, 12:34 */
export function clock(ms: number): string {
  const whole = Math.floor(ms / 1_000);
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, "0")}`;
}

/** 0, 999, 1.2k, 13k, 1.2M */
export function shortCount(value: number): string {
  return value < 1_000 ? count(value) : short(value);
}

function short(value: number): string {
  if (value < 999.5) return digits(value);
  return value < 999_500 ? `${digits(value / 1e3)}k` : `${digits(value / 1e6)}M`;
}

/** One decimal below 10, none above. */
function digits(value: number): string {
  const rounded = value < 9.95 ? value.toFixed(1) : value.toFixed(0);
  return rounded.endsWith(".0") && Number(rounded) >= 1 ? rounded.slice(0, -2) : rounded;
}
