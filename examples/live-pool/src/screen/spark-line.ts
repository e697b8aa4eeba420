// A row of bars that shows how a figure went, each line in its own scale.

const BARS = "▁▂▃▄▅▆▇█";

/** The latest values that fit, at the right end; nothing heard is a gap. */
export function sparkLine(values: readonly number[], width: number): string {
  const shown = values.slice(-width);
  // Room above, so that a steady figure does not look like a wall.
  const most = Math.max(...shown, 0) * 1.3;
  return shown
    .map((value) => bar(value, most))
    .join("")
    .padStart(width);
}

function bar(value: number, most: number): string {
  if (value <= 0) return " ";
  return BARS.charAt(Math.min(BARS.length - 1, Math.floor((value / most) * BARS.length)));
}
