// The invariants of the session, each as the shortest story that would break it.

import { describe, expect, test } from "vitest";
import type { Failure } from "../../src/failure.ts";
import type { Effect, SessionEvent } from "../../src/session/effect.ts";
import type { Alarm, Input } from "../../src/session/input.ts";
import { idle, type State } from "../../src/session/state.ts";
import type { Env, Step } from "../../src/session/step.ts";
import { due, isStale, step } from "../../src/session/table.ts";
import { DEFAULTS, env, options, activity } from "./support/session-options.ts";
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

const LOST: Failure = { phase: "live", kind: "lost" };
const stop: Input = { type: "stop", goodbye: {} };
const redial: Input = { type: "redial" };
const refused: Input = { type: "refused", dial: 1, failure: LOST };
const full: Input = { type: "full", dial: 1 };
const frozen: Input = { type: "signal", signal: "frozen" };

/** A whole life as the shell would lead it: former sockets and disarmed alarms are not heard. */
function live(
  inputs: readonly Input[],
  world: Env = atOnce(),
): { state: State; effects: Effect[] } {
  let state: State = idle;
  const effects: Effect[] = [];
  for (const input of inputs) {
    if (isStale(state, input)) continue;
    const [next, ...caused]: Step = step(state, input, world);
    state = next;
    effects.push(...caused);
  }
  return { state, effects };
}

/** All of a life happens in one moment here, so that a redial is not to wait. */
function atOnce(changes: Partial<Env> = {}): Env {
  return env({ options: options({ retry: { ...DEFAULTS.retry, minDelay: 0 } }), ...changes });
}

const events = (effects: readonly Effect[]): SessionEvent["type"][] =>
  effects.flatMap((effect) => (effect.do === "emit" ? [effect.event.type] : []));

const does = ([, ...effects]: Step): Effect["do"][] => effects.map((effect) => effect.do);

const start: Input = { type: "start" };
const admitted = (place: number): Input => ({ type: "admitted", place });
const opened = (dial: number): Input => ({ type: "opened", dial, protocol: "" });
const closed = (dial: number): Input => ({ type: "closed", dial, failure: LOST });
const toConnected = [start, admitted(1), opened(1)];

describe("invariant 2: what a former socket says is not heard", () => {
  test("a late open of an abandoned dial opens nothing", () => {
    const { state } = live([start, admitted(1), redial, opened(1)]);
    expect(state.in).toBe("queued");
  });

  test("a late end of a former link does not end the present one", () => {
    const { state } = live([...toConnected, redial, admitted(2), opened(2), closed(1)]);
    expect(state).toMatchObject({ in: "connected", memory: { dials: 2 } });
  });

  test("a former place in the limiter admits nobody", () => {
    const { state } = live([...toConnected, redial, redial, admitted(1)]);
    expect(state.in).toBe("queued");
  });
});

describe("invariant 3: an alarm outlives no state that does not list it", () => {
  const states = [queued(), dialing(), opening(), connected(), ending(), waiting(), closing()];
  const inputs: Input[] = [
    stop,
    redial,
    frozen,
    closed(1),
    opened(1),
    admitted(1),
    { type: "passed", dial: 1 },
    { type: "sendQueued", dial: 1 },
    { type: "full", dial: 1 },
    { type: "resume" },
    { type: "signal", signal: "woken" },
    { type: "ending", dial: 1, failure: LOST },
  ];

  test.each(states)("nor is one armed for such a state, from $in", (state) => {
    for (const input of inputs) {
      if (isStale(state, input)) continue;
      const [next, ...effects] = step(state, input, env({ waitingSends: 1 }));
      for (const effect of effects)
        if (effect.do === "arm") expect(due[next.in]).toHaveProperty(effect.alarm);
    }
  });
});

describe("invariant 5: `connected` and `disconnected` alternate", () => {
  test("through a life with redials, losses, failed dials and a stop", () => {
    const { effects } = live([
      ...toConnected,
      closed(1),
      redial,
      admitted(2),
      closed(2),
      redial,
      admitted(3),
      opened(3),
      redial,
      admitted(4),
      opened(4),
      stop,
      closed(4),
    ]);
    expect(events(effects).join(" ")).toBe(
      "connected disconnected dialfailed connected disconnected connected disconnected",
    );
  });

  test("each tells its dial", () => {
    const { effects } = live([...toConnected, redial, admitted(2), opened(2)]);
    const dials = effects.flatMap((effect) => (effect.do === "emit" ? [effect.event.dial] : []));
    expect(dials).toEqual([1, 1, 2]);
  });

  test.each<[string, Input[]]>([
    ["before the start", [stop]],
    ["while queued", [start, stop]],
    ["while dialling", [start, admitted(1), stop]],
    ["while the gate runs", [start, admitted(1), opened(1), stop, closed(1)]],
  ])("and a stop %s tells neither", (_, inputs) => {
    const { state, effects } = live(inputs, atOnce({ hasGate: true }));
    expect(state.in).toBe("stopped");
    expect(events(effects)).toEqual([]);
  });

  test("and a gate that has not passed tells neither", () => {
    const { effects } = live([...toConnected, closed(1), redial, stop], atOnce({ hasGate: true }));
    expect(events(effects)).toEqual(["dialfailed"]);
  });
});

describe("invariant 6: `stop` wins over everything and ends in bounded time", () => {
  test.each([idle, queued(), dialing(), waiting(), waiting({ blockedBy: "inbox" })])(
    "at once from $in, where nobody needs a goodbye",
    (state) => {
      const next = step(state, stop, env());
      expect(next[0].in).toBe("stopped");
      expect(does(next).at(-1)).toBe("settle");
    },
  );

  test.each([opening(), connected(), connected({ paused: true }), ending()])(
    "within `closeTimeout` from $in",
    (state) => {
      const next = step(state, stop, env());
      expect(next).toContainEqual({ do: "arm", alarm: "close", ms: 2_000 });
      const last = step(next[0], { type: "due", alarm: "close" }, env());
      expect(does(last)).toEqual(["abandon", "settle"]);
    },
  );

  test("and a second stop puts nothing off", () => {
    expect(step(closing(), stop, env())).toEqual([closing()]);
    expect(step(stopped(), stop, env())).toEqual([stopped()]);
  });

  test("and nothing leads back", () => {
    const { state, effects } = live([...toConnected, stop, redial, frozen, start, closed(1)]);
    expect(state.in).toBe("stopped");
    expect(effects.filter((effect) => effect.do === "dial")).toHaveLength(1);
  });
});

describe("invariant 7: `redial` leads to a dial", () => {
  test.each([
    queued(),
    queued({ automatic: true }),
    dialing(),
    opening(),
    connected(),
    ending(),
    waiting(),
    waiting({ blockedBy: "inbox" }),
    waiting({ blockedBy: "frozen" }),
  ])("that is not held, from $in", (state) => {
    expect(step(state, redial, env())[0]).toMatchObject({ in: "queued", automatic: false });
  });

  test.each([
    dialing(),
    opening(),
    connected(),
    ending(),
    waiting(),
    waiting({ blockedBy: "frozen" }),
  ])("as soon as the last dial began `minDelay` ago, from $in", (state) => {
    const young = { ...state, memory: memory({ dialedAt: 970 }) };
    const [next, ...effects] = step(young, redial, env());
    expect(next).toMatchObject({
      in: "waiting",
      until: 1_070,
      automatic: false,
      blockedBy: "none",
    });
    expect(effects).toContainEqual({ do: "arm", alarm: "redial", ms: 70 });
    expect(step(next, { type: "due", alarm: "redial" }, env({ now: 1_070 }))[0]).toMatchObject({
      in: "queued",
      automatic: false,
    });
  });

  test.each([idle, closing(), stopped()])("and changes nothing while $in", (state) => {
    expect(step(state, redial, env())).toEqual([state]);
  });
});

describe("invariant 8: what the gate held is released or dropped, never forgotten", () => {
  const late: Input = { type: "due", alarm: "dial" };

  test.each([stop, redial, frozen, closed(1), refused, late, full])(
    "at the end by $type it is dropped before that is told",
    (input) => {
      const done = does(step(opening(), input, env()));
      expect(done).toContain("discardHeld");
      expect(done.slice(0, done.indexOf("discardHeld"))).not.toContain("emit");
    },
  );
});

describe("invariant 9: the backoff's memory survives a redial", () => {
  const memories = memory({ attempt: 5 });

  test.each([
    queued({ automatic: true, memory: memories }),
    dialing({ memory: memories }),
    opening({ memory: memories }),
    connected({ memory: memories }),
    waiting({ memory: memories }),
  ])("from $in", (state) => {
    expect(step(state, redial, env())[0].memory.attempt).toBe(5);
  });

  test("and a link that never lasts backs off further each time", () => {
    const { state } = live([...toConnected, closed(1), redial, admitted(2), opened(2), closed(2)]);
    expect(state.memory.attempt).toBe(2);
  });

  test("and the gate's time does not count as uptime", () => {
    const { effects } = live([...toConnected], env({ hasGate: true }));
    expect(effects).not.toContainEqual({ do: "arm", alarm: "stable", ms: 5_000 });
  });
});

describe("invariant 10: nothing waits for the platform's `close`", () => {
  const late = (alarm: Alarm): Input => ({ type: "due", alarm });
  const states: [State, Input[]][] = [
    [dialing(), [late("dial"), late("keepalive"), redial, stop, frozen]],
    [opening(), [late("dial"), refused, full, redial, frozen]],
    [connected({ silenceStart: -90_000 }), [late("keepalive"), full, redial, frozen]],
    [ending(), [late("close"), full, redial, frozen]],
    [closing(), [late("close")]],
  ];
  const ends = states.flatMap(([state, inputs]) => inputs.map((input) => ({ state, input })));

  test.each(ends)(
    "$state.in abandons its socket by $input.type and goes on",
    ({ state, input }) => {
      const next = step(state, input, env({ activity: activity(-90_000) }));
      expect(next[0].in).toMatch(/^(queued|waiting|stopped)$/);
      expect(does(next)[0]).toBe("abandon");
    },
  );
});
