// The table is total, hears no former socket, and has an answer to everything.

import { describe, expect, test } from "vitest";
import { fill } from "../../src/options/check.ts";
import { SESSION } from "../../src/options/table.ts";
import type { Alarm, Input, InputType } from "../../src/session/input.ts";
import { idle, type State, type StateName } from "../../src/session/state.ts";
import { dialOf, due, ignore, isStale, on, step } from "../../src/session/table.ts";
import { DEFAULTS, env } from "./support/session-options.ts";
import {
  closing,
  connected,
  dialing,
  ending,
  memory,
  opening,
  queued,
  stopped,
  waiting,
} from "./support/states.ts";

const FAILURE = { phase: "live", kind: "lost" } as const;

const STATES: { readonly [S in StateName]: State } = {
  idle,
  queued: queued(),
  dialing: dialing(),
  opening: opening(),
  connected: connected(),
  ending: ending(),
  waiting: waiting(),
  closing: closing(),
  stopped: stopped(),
};

const INPUTS: { readonly [T in Exclude<InputType, "due">]: Input } = {
  start: { type: "start" },
  stop: { type: "stop", goodbye: {} },
  redial: { type: "redial" },
  admitted: { type: "admitted", place: 1 },
  reachable: { type: "reachable" },
  resolved: { type: "resolved", dial: 1 },
  unresolved: { type: "unresolved", dial: 1, failure: FAILURE },
  opened: { type: "opened", dial: 1, protocol: "" },
  closed: { type: "closed", dial: 1, failure: FAILURE },
  ending: { type: "ending", dial: 1, failure: FAILURE },
  drained: { type: "drained", dial: 1 },
  passed: { type: "passed", dial: 1 },
  refused: { type: "refused", dial: 1, failure: FAILURE },
  backlogBegan: { type: "backlogBegan", dial: 1 },
  sendQueued: { type: "sendQueued", dial: 1 },
  pause: { type: "pause", dial: 1 },
  full: { type: "full", dial: 1 },
  resume: { type: "resume" },
  signal: { type: "signal", signal: "online" },
};

const ALARMS: readonly Alarm[] = ["dial", "keepalive", "stable", "drain", "redial", "close"];

const states = Object.values(STATES);
const cells = states.flatMap((state) =>
  Object.values(INPUTS).map((input) => ({
    state,
    input,
    cell: on[state.in][input.type as keyof typeof INPUTS] as unknown,
  })),
);
const ignored = cells.filter(({ cell }) => cell === ignore);
const impossible = cells.filter(({ cell }) => cell === undefined);

describe("the table", () => {
  test("has a row for every state, and in it cells of inputs only", () => {
    const inputs = [...Object.keys(INPUTS), "message", "pong"];
    for (const row of Object.values(on))
      expect(inputs).toEqual(expect.arrayContaining(Object.keys(row)));
    expect(Object.keys(on)).toEqual(Object.keys(STATES));
    expect(Object.keys(due)).toEqual(Object.keys(STATES));
  });

  test.each(ignored)("changes nothing by $input.type while $state.in", ({ state, input }) => {
    expect(step(state, input, env())).toEqual([state]);
  });

  test.each(impossible)("reports $input.type while $state.in", ({ state, input }) => {
    const message = `${input.type} cannot happen while ${state.in}`;
    expect(step(state, input, env())).toEqual([state, { do: "fault", message }]);
  });

  test("asks the handler of every other cell", () => {
    const handled = cells.filter(({ cell }) => typeof cell === "function");
    expect(handled.length).toBe(cells.length - ignored.length - impossible.length);
    for (const { state, input } of handled)
      expect(step(state, input, env()).map(faults)).not.toContain(true);
  });

  test("reports an alarm that its state does not own", () => {
    const [state, fault] = step(waiting(), { type: "due", alarm: "dial" }, env());
    expect(state).toEqual(waiting());
    expect(fault).toEqual({ do: "fault", message: "due cannot happen while waiting" });
  });

  test("lets messages and pongs pass while a link is open, and ignores them in a goodbye", () => {
    const words = states.map(({ in: name }) => [name, on[name].message, on[name].pong]);
    expect(words).toEqual([
      ["idle", undefined, undefined],
      ["queued", undefined, undefined],
      ["dialing", undefined, undefined],
      ["opening", "pass", "pass"],
      ["connected", "pass", "pass"],
      ["ending", "pass", "pass"],
      ["waiting", undefined, undefined],
      ["closing", ignore, ignore],
      ["stopped", undefined, undefined],
    ]);
  });

  test("lists for each state the alarms that it may own", () => {
    const owned = states.map(({ in: name }) => [name, Object.keys(due[name])]);
    expect(owned).toEqual([
      ["idle", []],
      ["queued", []],
      ["dialing", ["dial", "keepalive"]],
      ["opening", ["dial", "drain", "close"]],
      ["connected", ["keepalive", "stable", "drain"]],
      ["ending", ["close"]],
      ["waiting", ["redial"]],
      ["closing", ["close"]],
      ["stopped", []],
    ]);
  });
});

const faults = (effect: object): boolean => "do" in effect && effect.do === "fault";

describe("a dial's number", () => {
  test("is that of the state that is about it, else 0", () => {
    const numbers = states.map((state) => [
      state.in,
      dialOf({ ...state, memory: memory({ dials: 7 }) }),
    ]);
    expect(Object.fromEntries(numbers)).toEqual({
      idle: 0,
      queued: 0,
      dialing: 7,
      opening: 7,
      connected: 7,
      ending: 7,
      waiting: 0,
      closing: 7,
      stopped: 0,
    });
  });
});

describe("what comes too late", () => {
  const now = connected({ memory: memory({ dials: 2 }) });
  const ofDials = Object.values(INPUTS).filter((input) => "dial" in input);

  test.each(ofDials)("is $type of a former dial", (input) => {
    expect(isStale(now, { ...input, dial: 1 })).toBe(true);
    expect(isStale(now, { ...input, dial: 2 })).toBe(false);
  });

  test.each(ofDials)("is $type of any dial where there is none", (input) => {
    for (const state of [queued(), waiting(), stopped()]) expect(isStale(state, input)).toBe(true);
  });

  test.each(ofDials)("is $type of dial 0, which is none", (input) => {
    for (const state of states) expect(isStale(state, { ...input, dial: 0 })).toBe(true);
  });

  test.each([INPUTS.admitted])("is $type of a former place", (input) => {
    expect(isStale(queued(), { ...input, place: 1 } as Input)).toBe(false);
    expect(isStale(queued({ memory: memory({ places: 2 }) }), input)).toBe(true);
  });

  test.each([INPUTS.admitted])("is $type where nobody queues", (input) => {
    expect(isStale(dialing(), input)).toBe(true);
    expect(isStale(stopped(), input)).toBe(true);
  });

  test("is an alarm that the state does not own", () => {
    for (const state of states)
      for (const alarm of ALARMS)
        expect(isStale(state, { type: "due", alarm })).toBe(!(alarm in due[state.in]));
  });

  test("is no command, no signal and nothing of the queues", () => {
    for (const type of ["start", "stop", "redial", "reachable", "resume", "signal"] as const)
      for (const state of states) expect(isStale(state, INPUTS[type])).toBe(false);
  });
});

describe("the stories' world", () => {
  test("has the defaults of the options", () => {
    expect(fill(SESSION, {}, undefined, "")).toEqual(DEFAULTS);
  });
});
