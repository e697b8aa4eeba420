// Stories of a link that takes no more sends: its peer says goodbye, or its socket refused one.

import { describe, expect, test } from "vitest";
import type { Failure } from "../../src/failure.ts";
import type { Effect } from "../../src/session/effect.ts";
import type { Input } from "../../src/session/input.ts";
import { step } from "../../src/session/table.ts";
import { DEFAULTS, env, options } from "./support/session-options.ts";
import { connected, ending, memory, opening } from "./support/states.ts";

const GOODBYE: Failure = { phase: "live", kind: "closed", closeCode: 1012, closeReason: "" };

const LOST: Failure = { phase: "live", kind: "lost", cause: new Error("The socket is not open.") };

const goodbye: Input = { type: "ending", dial: 1, failure: GOODBYE };

const refused: Input = { type: "ending", dial: 1, failure: LOST };

const closed = (failure: Failure): Input => ({ type: "closed", dial: 1, failure });

const late: Input = { type: "due", alarm: "close" };

const armed: Effect = { do: "arm", alarm: "close", ms: 2_000 };

const told = (effects: readonly Effect[]) =>
  effects.flatMap((effect) => (effect.do === "emit" ? [effect.event] : []));

describe("a connected link whose peer says goodbye", () => {
  test("is not connected from then on, and has `closeTimeout` to end", () => {
    expect(step(connected(), goodbye, env())).toEqual([ending(), armed]);
  });

  test("is told with the peer's code when it ends", () => {
    const [next, ...effects] = step(ending(), closed(GOODBYE), env());
    expect(next).toMatchObject({ in: "waiting", memory: { attempt: 1 } });
    expect(told(effects)).toMatchObject([{ type: "disconnected", failure: GOODBYE }]);
  });

  test("is told with the peer's code when the peer holds the connection", () => {
    const [next, first, ...effects] = step(ending(), late, env());
    expect(next.in).toBe("waiting");
    expect(first).toEqual({ do: "abandon" });
    expect(told(effects)).toMatchObject([{ type: "disconnected", failure: GOODBYE }]);
  });

  test("keeps that code when its connection is lost before it ends in order", () => {
    const [, ...effects] = step(ending(), closed({ phase: "live", kind: "lost" }), env());
    expect(told(effects)).toMatchObject([{ failure: GOODBYE }]);
  });
});

describe("a link whose socket refused a send", () => {
  test("is not connected from then on", () => {
    expect(step(connected(), refused, env())).toEqual([ending({ end: LOST }), armed]);
  });

  test("is told as lost when nothing else is heard of it", () => {
    const [, ...effects] = step(ending({ end: LOST }), late, env());
    expect(told(effects)).toMatchObject([{ failure: LOST }]);
  });

  test("learns the code from a close frame that comes later, and from the end", () => {
    expect(step(ending({ end: LOST }), goodbye, env())).toEqual([ending()]);
    const [, ...effects] = step(ending({ end: LOST }), closed(GOODBYE), env());
    expect(told(effects)).toMatchObject([{ failure: GOODBYE }]);
  });

  test("does not forget the code for a send that is refused afterwards", () => {
    expect(step(ending(), refused, env())).toEqual([ending()]);
  });
});

describe("a link that is ending", () => {
  test("is dialled anew at once by a redial, which counts as a failure of the peer", () => {
    const [next, ...effects] = step(ending(), { type: "redial" }, env());
    expect(next).toMatchObject({ in: "queued", automatic: false, memory: { attempt: 1 } });
    expect(effects.map((effect) => effect.do)).toEqual(["abandon", "emit", "enqueue"]);
    expect(told(effects)).toMatchObject([{ failure: GOODBYE, retryIn: 0 }]);
  });

  test("is given up by a redial where its end means that", () => {
    const world = env({ options: options({ retry: { ...DEFAULTS.retry, maxRetries: 0 } }) });
    const [next, ...effects] = step(ending(), { type: "redial" }, world);
    expect(next.in).toBe("stopped");
    expect(effects.at(-1)).toEqual({ do: "settle", failure: GOODBYE });
  });

  test("is told with the peer's reason when the user stops it meanwhile", () => {
    const [next, ...effects] = step(ending(), { type: "stop", goodbye: {} }, env());
    expect(next.in).toBe("closing");
    expect(told(effects)).toMatchObject([{ type: "disconnected", failure: GOODBYE }]);
  });

  test("is read on, and paused and resumed as its reader asks", () => {
    const pauseInput: Input = { type: "pause", dial: 1 };
    const paused = ending({ paused: true });
    expect(step(ending(), pauseInput, env())).toEqual([paused, { do: "pause" }]);
    expect(step(paused, pauseInput, env())).toEqual([paused]);
    expect(step(paused, { type: "resume" }, env())).toEqual([ending(), { do: "resume" }]);
    expect(step(ending(), { type: "resume" }, env())).toEqual([ending()]);
    expect(step(connected({ paused: true }), goodbye, env())[0]).toEqual(paused);
  });

  test("is given up when the inbox has no room for what still comes", () => {
    const [next, ...effects] = step(ending(), { type: "full", dial: 1 }, env());
    expect(next).toMatchObject({ in: "waiting", blockedBy: "inbox" });
    expect(told(effects)).toMatchObject([{ failure: { kind: "overflow" } }]);
  });

  test("is abandoned when the page freezes; other signals are remembered", () => {
    const [next, ...effects] = step(ending(), { type: "signal", signal: "frozen" }, env());
    expect(next).toMatchObject({ in: "waiting", blockedBy: "frozen" });
    expect(told(effects)).toMatchObject([{ failure: { kind: "frozen" } }]);
    const [hidden] = step(ending(), { type: "signal", signal: "hidden" }, env());
    expect(hidden).toEqual(ending({ memory: memory({ hidden: true }) }));
  });
});

describe("a gate whose peer says goodbye", () => {
  const leaving = opening({ end: GOODBYE });

  test("has `closeTimeout` to end, once", () => {
    expect(step(opening(), goodbye, env())).toEqual([leaving, armed]);
    expect(step(opening({ end: LOST }), goodbye, env())).toEqual([leaving]);
  });

  test("does not pass any more, as nothing could be sent", () => {
    expect(step(leaving, { type: "passed", dial: 1 }, env())).toEqual([leaving]);
  });

  test("fails with the peer's reason, not with the error of the gate", () => {
    const gate: Failure = { phase: "opening", kind: "gate" };
    expect(step(leaving, { type: "refused", dial: 1, failure: gate }, env())).toEqual([leaving]);
    for (const input of [late, closed({ phase: "opening", kind: "lost" })]) {
      const [next, ...effects] = step(leaving, input, env());
      expect(next.in).toBe("waiting");
      expect(effects.map((effect) => effect.do)).toContain("discardHeld");
      expect(told(effects)).toMatchObject([{ type: "dialfailed", failure: GOODBYE }]);
    }
  });
});
