// A gate fails of what is slow in every attempt, and of nothing else; with given samples, without a clock.
import { describe, expect, test } from "vitest";
import { gates } from "../src/gates/gates.mjs";
import { ATTEMPTS, verdictsOf } from "../src/gates/verdict.mjs";

type Gate = (typeof gates)[number];
type Sample = Record<string, number>;

const names = gates.map(({ name }) => name);
const gateOf = (name: string) => gates.find((gate) => gate.name === name) ?? gates[0]!;

/** Two rounds in which all cost the same, but for those that are named. */
function samplesOf(gate: Gate, odd: Sample, which: readonly string[]) {
  const usual = { cpu: 100, best: 100, busy: 1 };
  const sample = (name: string) => (which.includes(name) ? { ...usual, ...odd } : usual);
  return Object.fromEntries(gate.variants.map(({ name }) => [name, [sample(name), sample(name)]]));
}

/** Makes these attempts one after the other, the last one over and over. */
function attempts(...all: Record<string, Sample[]>[]) {
  const made = { count: 0 };
  const attempt = () => Promise.resolve(all[Math.min(made.count++, all.length - 1)]!);
  return { made, attempt };
}

const words = (verdicts: { verdict: string }[]) => verdicts.map(({ verdict }) => verdict);

describe.each(names)("the gate of %s", (name) => {
  const gate = gateOf(name);
  const fast = samplesOf(gate, { cpu: 15, best: 15 }, gate.slowed);
  const slow = samplesOf(gate, { cpu: 400, best: 400 }, gate.slowed);
  const all = (verdict: string) => gate.targets.map(() => verdict);

  test("is met by what is fast, at once", async () => {
    const { made, attempt } = attempts(fast);
    expect(words(await verdictsOf(gate.targets, attempt))).toEqual(all("met"));
    expect(made.count).toBe(1);
  });

  test("is missed by what is slow, after all attempts, with its figure", async () => {
    const { made, attempt } = attempts(slow);
    const verdicts = await verdictsOf(gate.targets, attempt);
    expect(words(verdicts)).toEqual(all("missed"));
    expect(verdicts.every(({ value = 0 }) => value >= 4)).toBe(true);
    expect(made.count).toBe(ATTEMPTS);
  });

  test("forgives an attempt that was disturbed", async () => {
    const { made, attempt } = attempts(slow, fast);
    expect(words(await verdictsOf(gate.targets, attempt))).toEqual(all("met"));
    expect(made.count).toBe(2);
  });
});

describe("where the client never had a core", () => {
  const gate = gateOf("receive-binary");
  const judged = (odd: Sample) =>
    verdictsOf(gate.targets, attempts(samplesOf(gate, { busy: 0.5, ...odd }, gate.slowed)).attempt);

  test("nothing is judged, but CPU that is far above its bound is missed all the same", async () => {
    expect(words(await judged({ cpu: 190, best: 900 }))).toEqual(
      gate.targets.map(() => "not judged"),
    );
    const verdicts = await judged({ cpu: 400, best: 900 });
    const missed = verdicts.filter(({ verdict }) => verdict === "missed");
    expect(missed.map(({ target }) => target.says)).toEqual([
      "CPU of `skep: for await, view`, times `ws: handler`",
      "CPU of `skep: batches(), view`, times `ws: handler`",
    ]);
  });
});

test("each gate has all its variants, and slows ours alone", () => {
  for (const { variants, slowed, targets } of gates) {
    const names = variants.map(({ name }) => name);
    expect(names).toEqual(expect.arrayContaining([...slowed]));
    expect(slowed.every((name) => /\bskep\b/.test(name))).toBe(true);
    expect(targets.every(({ judges = [] }) => judges.every((name) => names.includes(name)))).toBe(
      true,
    );
  }
});
