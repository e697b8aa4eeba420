// How a client finds the version of a hub: every input in every state that matters.

import { describe, expect, test } from "vitest";
import { greet, type Greeting, type GreetingEffect, type GreetingInput } from "../src/greeting.ts";

/** The state at the end, and all effects. */
function run(...inputs: GreetingInput[]): [Greeting, GreetingEffect[]] {
  const all: GreetingEffect[] = [];
  let now: Greeting = "away";
  for (const input of inputs) {
    const { state, effects } = greet(now, input);
    now = state;
    all.push(...effects);
  }
  return [now, all];
}

const [opened, lost, due] = [{ type: "opened" }, { type: "lost" }, { type: "due" }] as const;
const welcomed = (version: number): GreetingInput => ({ type: "welcomed", version });

describe("a greeting", () => {
  test("finds a hub of v1 by its welcome", () => {
    expect(run(opened, welcomed(1))).toEqual(["v1", ["hello", "ready v1"]]);
  });

  test("finds a hub of v0 by its silence", () => {
    expect(run(opened, due)).toEqual(["v0", ["hello", "ready v0"]]);
  });

  test("takes a late welcome for one", () => {
    expect(run(opened, due, welcomed(1))).toEqual([
      "v1",
      ["hello", "ready v0", "down", "ready v1"],
    ]);
  });

  test("ends with its link, and begins with the next", () => {
    const inputs = [opened, lost, opened, welcomed(1), lost] as const;
    expect(run(...inputs)).toEqual(["away", ["hello", "hello", "ready v1", "down"]]);
    expect(run(opened, due, lost)).toEqual(["away", ["hello", "ready v0", "down"]]);
  });

  test("ends a link that was refused, or whose hub speaks what was not offered", () => {
    expect(run(opened, { type: "refused" }, due, lost)).toEqual(["away", ["hello", "close"]]);
    expect(run(opened, welcomed(7), due, welcomed(1))).toEqual(["refused", ["hello", "close"]]);
    const late = run(opened, due, welcomed(7), { type: "refused" }, opened);
    expect(late).toEqual(["refused", ["hello", "ready v0", "down", "close"]]);
  });

  test("ignores what comes too late", () => {
    const late: GreetingInput[] = [welcomed(1), { type: "refused" }, due, lost];
    expect(run(...late)).toEqual(["away", []]);
    expect(run(opened, welcomed(1), ...late.slice(0, 3), opened)).toEqual([
      "v1",
      ["hello", "ready v1"],
    ]);
    expect(run(opened, due, due, { type: "refused" }, opened)).toEqual([
      "v0",
      ["hello", "ready v0"],
    ]);
    expect(run(opened, opened)).toEqual(["greeting", ["hello"]]);
  });
});
