// The step of a diagnosis: a state, an input, and what follows.

import { describe, expect, test } from "vitest";
import { diagnose } from "../../src/diagnosis/diagnose.ts";
import {
  type Diagnosis,
  type DiagnosisEffect,
  type DiagnosisInput,
  type DiagnosisRules,
  undiagnosed,
} from "../../src/diagnosis/diagnosis.ts";

const rules: DiagnosisRules = {
  failures: 1,
  successes: 1,
  excuse: 70_000,
  calm: 60_000,
  flapWindow: 600_000,
};
const error = new Error("refused");
const fail = (at: number, isStalled = false): DiagnosisInput => ({
  type: "failed",
  at,
  error,
  isStalled,
});
const succeed = (at: number): DiagnosisInput => ({ type: "succeeded", at });
const rule = (at: number, ruling: "down" | "uplink" | "dependency"): DiagnosisInput => ({
  type: "ruled",
  at,
  ruling,
});

/** What follows from these inputs, one after the other; `effects` are those of the last one. */
function play(inputs: readonly DiagnosisInput[], given: Partial<DiagnosisRules> = {}) {
  let now: Diagnosis = undiagnosed;
  let effects: readonly DiagnosisEffect[] = [];
  for (const input of inputs)
    ({ next: now, effects } = diagnose(now, input, { ...rules, ...given }));
  return { now, effects };
}

const types = (effects: readonly DiagnosisEffect[]): string[] => effects.map(({ type }) => type);

describe("a failure", () => {
  test("asks whose fault it is, once, and changes nothing before that is answered", () => {
    const { now, effects } = play([succeed(0), fail(60)]);
    expect([now.state, now.isHeld, effects]).toEqual(["ready", true, [{ type: "ask" }]]);
    expect(play([succeed(0), fail(60), fail(61)]).effects).toEqual([]);
  });

  test("of which it is the service's own makes it down", () => {
    const { now, effects } = play([succeed(0), fail(60), rule(60, "down")]);
    expect([now.state, now.told, now.error]).toEqual(["down", "down", error]);
    expect(effects).toEqual([
      { type: "changed", from: "ready", to: "down", reason: undefined, error },
    ]);
  });

  test("that was followed by a success is nobody's", () => {
    const { now, effects } = play([succeed(0), fail(60), succeed(61), rule(62, "down")]);
    expect([now.state, effects]).toEqual(["ready", []]);
  });

  test("asks again when nothing is known after the uplink was to blame", () => {
    expect(play([fail(0), rule(0, "uplink"), fail(2)]).effects).toEqual([{ type: "ask" }]);
  });

  test("is not asked about while the service is down, or what it depends on", () => {
    expect(play([fail(0), rule(0, "down"), fail(2)]).effects).toEqual([]);
    expect(play([{ type: "dependency", at: 0, isDown: true }, fail(2)]).effects).toEqual([]);
  });

  test("of a process that was held up does not count, and for no longer than an excuse may last", () => {
    expect(play([succeed(0), fail(60, true), fail(62, true)]).now).toMatchObject({
      state: "ready",
      failures: 0,
      attempt: 2,
      stalledSince: 60,
    });
    const late = play([succeed(0), fail(60, true), fail(60 + rules.excuse, true)]);
    expect([late.now.failures, late.effects]).toEqual([1, [{ type: "ask" }]]);
  });
});

describe("a lost uplink", () => {
  test("makes nothing known, for as long as an excuse may last", () => {
    const { now, effects } = play([succeed(0), fail(60), rule(60, "uplink")]);
    expect([now.state, now.reason, now.unknownUntil]).toEqual([
      "unknown",
      "uplink",
      60 + rules.excuse,
    ]);
    expect(effects).toEqual([
      { type: "changed", from: "ready", to: "unknown", reason: "uplink", error },
      { type: "arm", at: 60 + rules.excuse },
    ]);
  });

  test("is an excuse whose end is not put off by asking again", () => {
    const { now, effects } = play([
      succeed(0),
      fail(60),
      rule(60, "uplink"),
      fail(70),
      rule(71, "uplink"),
    ]);
    expect([now.unknownUntil, effects]).toEqual([60 + rules.excuse, []]);
  });

  test("is no excuse any more when its time is over", () => {
    const lost = [succeed(0), fail(60), rule(60, "uplink")];
    const due: DiagnosisInput = { type: "overdue", at: 60 + rules.excuse };
    expect(play([...lost, due]).now.state).toBe("down");
    const late = 60 + rules.excuse;
    expect(play([...lost, fail(late), rule(late, "uplink")]).now.state).toBe("down");
  });

  test("is over with a success, and the alarm of its end with it", () => {
    const { now, effects } = play([succeed(0), fail(60), rule(60, "uplink"), succeed(62)]);
    expect([now.state, types(effects)]).toEqual(["ready", ["changed", "arm"]]);
    expect(
      play([succeed(0), fail(60), rule(60, "uplink"), succeed(62), { type: "overdue", at: 99_999 }])
        .now.state,
    ).toBe("ready");
  });

  test("that is over before its alarm is not ended by the alarm", () => {
    expect(play([fail(0), rule(0, "uplink"), { type: "overdue", at: 10 }]).effects).toEqual([]);
    // One success of two: the next probe decides.
    const half = [fail(0), rule(0, "uplink"), succeed(5), { type: "overdue", at: 99_999 } as const];
    expect(play(half, { successes: 2 }).now.state).toBe("unknown");
    const three = [fail(0), fail(1), fail(2), rule(2, "uplink"), ...half.slice(2), fail(100_000)];
    expect(play(three, { successes: 2, failures: 3 }).now.state).toBe("down");
  });
});

describe("a service that it depends on", () => {
  test("makes nothing known while that one is down, whatever probes find", () => {
    const { now, effects } = play([succeed(0), { type: "dependency", at: 5, isDown: true }]);
    expect(effects).toEqual([
      { type: "changed", from: "ready", to: "unknown", reason: "dependency", error: undefined },
    ]);
    expect([now.state, now.reason]).toEqual(["unknown", "dependency"]);
    expect(
      play([succeed(0), { type: "dependency", at: 5, isDown: true }, succeed(6)]).now.state,
    ).toBe("unknown");
  });

  test("that is back leaves the word to the next probe", () => {
    const back = [
      succeed(0),
      { type: "dependency", at: 5, isDown: true },
      fail(6),
      { type: "dependency", at: 7, isDown: false },
    ] as const;
    expect(play(back)).toMatchObject({ now: { state: "unknown", failures: 0 }, effects: [] });
    expect(play([...back, succeed(8)]).now.state).toBe("ready");
    expect(play([...back, fail(8), rule(8, "down")]).now.state).toBe("down");
  });

  test("is told once", () => {
    expect(play([{ type: "dependency", at: 0, isDown: false }]).effects).toEqual([]);
    const down: DiagnosisInput = { type: "dependency", at: 5, isDown: true };
    expect(play([down, down]).effects).toEqual([]);
  });

  test("may be what the failure is ruled to come from", () => {
    expect(play([succeed(0), fail(1), rule(1, "dependency")]).now).toMatchObject({
      state: "unknown",
      reason: "dependency",
    });
  });
});

describe("flapping", () => {
  const drop = (at: number): DiagnosisInput[] => [succeed(at), fail(at + 1), rule(at + 1, "down")];

  test("begins with the third drop within the window", () => {
    expect(play([...drop(0), ...drop(100)]).now.isFlapping).toBe(false);
    const { now, effects } = play([...drop(0), ...drop(100), ...drop(200)]);
    expect([now.isFlapping, types(effects)]).toEqual([true, ["changed", "flapping"]]);
    expect(play([...drop(0), ...drop(100), ...drop(600_101)]).now.isFlapping).toBe(false);
  });

  test("ends when the service has been good for a while, and not before", () => {
    const flaps = [...drop(0), ...drop(100), ...drop(200)];
    expect(play([...flaps, succeed(300), succeed(60_299)]).now.state).toBe("down");
    const { now, effects } = play([...flaps, succeed(300), succeed(60_300)]);
    expect([now.state, now.isFlapping, types(effects)]).toEqual([
      "ready",
      false,
      ["changed", "flapping"],
    ]);
    // A failure between them begins it anew.
    expect(play([...flaps, succeed(300), fail(400), succeed(60_300)]).now.state).toBe("down");
  });

  test("does not begin with a service that never was ready", () => {
    const never = [fail(0), rule(0, "down")];
    expect(play([...never, ...never, ...never]).now.drops).toEqual([]);
  });
});
