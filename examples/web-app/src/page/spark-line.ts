// The history of a rate as two paths of SVG: a line, and the area below it.

import { need } from "../../../page/browser/element.ts";

/** As the `viewBox` says, and how much of it is left free above. */
const WIDTH = 120;
const HEIGHT = 28;
const ROOF = 3;
/** Entries from edge to edge, both included. */
const STEPS = 60;

export class SparkLine {
  readonly #line: SVGPathElement;
  readonly #area: SVGPathElement;

  constructor(svg: SVGSVGElement, name: string) {
    svg.setAttribute(
      "aria-label",
      `Messages a second of ${name} in the last 30 s; the newest are at the right`,
    );
    this.#line = need(svg, ".line");
    this.#area = need(svg, ".area");
  }

  draw(history: readonly number[]): void {
    const { line, area } = pathsOf(history);
    this.#line.setAttribute("d", line);
    this.#area.setAttribute("d", area);
  }
}

/** New entries come in at the right; what is not there yet is left blank. */
export function pathsOf(history: readonly number[]): { line: string; area: string } {
  if (history.length === 0) return { line: "", area: "" };
  const most = Math.max(1, ...history);
  const xOf = (index: number): number =>
    WIDTH - ((history.length - 1 - index) * WIDTH) / (STEPS - 1);
  const yOf = (value: number): number => HEIGHT - 1 - (value / most) * (HEIGHT - 1 - ROOF);
  const points = history.map((value, i) => `${xOf(i).toFixed(1)} ${yOf(value).toFixed(1)}`);
  const line = `M${points.join("L")}`;
  return { line, area: `${line}L${WIDTH} ${HEIGHT}L${xOf(0).toFixed(1)} ${HEIGHT}Z` };
}
