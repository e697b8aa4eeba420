// Whether a gate lets a change through: pure, over attempts that somebody else makes.

import { Figures, judge } from "../figures.mjs";

/** One bad attempt is a noisy machine; that many are a slow change. */
export const ATTEMPTS = 3;

/** Above its bound by that much, a figure of CPU fails even where the client had no core to itself. */
const LOOSER = 1.25;

/**
 * Tries until each target was met once, at most `ATTEMPTS` times; only the samples of one attempt are judged together.
 *
 * @param {readonly import("../benchmark.mjs").Target[]} targets
 * @param {() => Promise<Record<string, import("../benchmark.mjs").Sample[]>>} attempt
 * @returns {Promise<{ target: import("../benchmark.mjs").Target, verdict: "met" | "missed" | "not judged", value?: number, why?: string }[]>}
 */
export async function verdictsOf(targets, attempt, attempts = ATTEMPTS) {
  let verdicts = targets.map((target) => ({ target, verdict: "not judged" }));
  for (let left = attempts; left > 0 && !verdicts.every(isMet); left -= 1) {
    const figures = new Figures(await attempt());
    verdicts = verdicts.map((before) =>
      better(before, { target: before.target, ...judgeGate(before.target, figures) }),
    );
  }
  return verdicts;
}

export const isMet = ({ verdict }) => verdict === "met";
export const isMissed = ({ verdict }) => verdict === "missed";

/** Met once is met; otherwise what was judged counts, and of two that missed the smaller. */
function better(before, now) {
  if (isMet(before) || (isMissed(before) && now.verdict === "not judged")) return before;
  if (isMissed(before) && isMissed(now)) return now.value < before.value ? now : before;
  return now;
}

function judgeGate(target, figures) {
  const judged = judge(target, figures);
  if (judged.verdict !== "not judged" || !target.loose) return judged;
  const loosely = judge({ ...target, most: target.most * LOOSER, judges: [] }, figures);
  return isMissed(loosely) ? { ...loosely, why: judged.why } : judged;
}
