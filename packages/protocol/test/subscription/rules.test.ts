// A subscription in plain examples: what it asks of whoever holds the link, input by input.

import { describe, expect, test } from "vitest";
import type { GapReason, Position } from "../../src/position.ts";
import type { Effect } from "../../src/subscription/effect.ts";
import type { Input } from "../../src/subscription/input.ts";
import { initial, type State } from "../../src/subscription/state.ts";
import { step } from "../../src/subscription/table.ts";

const at = (offset: number, epoch = "k"): Position => ({ epoch, offset });

const [up, down, due, full, room, close] = [
  { type: "up", version: 1 },
  { type: "down" },
  { type: "due" },
  { type: "full" },
  { type: "room" },
  { type: "close" },
] as const;

const acked = (serial: number, position: Position, more: object = {}): Input => ({
  type: "acked",
  serial,
  position,
  ...more,
});

const message = (offset: number, previous?: number, timestamp?: number): Input => ({
  type: "published",
  publication: { type: "event", channel: "c", data: offset, offset, previous, timestamp },
});

const refused = (
  serial: number,
  code: "rate" | "forbidden" | "unauthorised",
  after?: number,
): Input => ({
  type: "refused",
  serial,
  code,
  text: "no",
  after,
});

const torn = (offset: number, epoch?: string, reason: GapReason = "slow"): Input => ({
  type: "torn",
  gap: { type: "gap", channel: "c", reason, position: at(offset, epoch) },
});

/** The state at the end, and the effects in short. */
function run(state: State, ...inputs: readonly Input[]): { state: State; told: string[] } {
  const told: string[] = [];
  let now = state;
  for (const input of inputs) {
    const { state: next, effects } = step(now, input);
    now = next;
    told.push(...effects.map(short));
  }
  return { state: now, told };
}

function short(effect: Effect): string {
  const offset = (position?: Position): string =>
    position ? `${position.epoch}${position.offset}` : "-";
  switch (effect.type) {
    case "subscribe":
      return `subscribe ${effect.serial} since ${offset(effect.since)} last ${effect.last ?? "-"}`;
    case "deliver":
      return `deliver ${String(effect.publication.data)}`;
    case "gap":
      return `gap ${effect.reason} ${offset(effect.from)} to ${offset(effect.to)}`;
    case "recovered":
      return `recovered ${effect.recovered}`;
    case "arm":
      return `arm ${effect.after ?? "-"} ${effect.refusals}`;
    case "fail":
      return `fail ${effect.code} ${effect.text}`;
    default:
      return effect.type;
  }
}

const told = (...inputs: readonly Input[]): string[] => run(initial(), ...inputs).told;

/** Live at `k7`. */
const LIVE = [up, acked(1, at(7))] as const;
const BEGUN = "subscribe 1 since - last -";

describe("a subscription begins", () => {
  test("with what comes from now on", () => {
    expect(told(...LIVE, message(8))).toEqual([BEGUN, "deliver 8"]);
  });

  test("with the last few, for which it asks on each link, as they may follow a gap", () => {
    const { told: all } = run(
      initial({ last: 3 }),
      up,
      down,
      up,
      acked(2, at(4)),
      message(5),
      down,
      up,
    );
    expect(all).toEqual([
      "subscribe 1 since - last 3",
      "subscribe 2 since - last 3",
      "deliver 5",
      "subscribe 3 since k5 last 3",
    ]);
  });

  test("with the last few, and is told where the hub gives fewer than were asked for", () => {
    const cut = { ...acked(1, at(4)), reason: "limit" } as const;
    expect(run(initial({ last: 3 }), up, cut, message(5)).told.slice(1)).toEqual([
      "gap limit - to k4",
      "deliver 5",
    ]);
  });

  test("with the last few once only, where the channel has no positions", () => {
    const bare: Input[] = [
      { type: "acked", serial: 1 },
      { type: "published", publication: { type: "event", channel: "c", data: 5 } },
    ];
    const { told: all } = run(initial({ last: 3 }), up, ...bare, down, up);
    expect(all).toEqual(["subscribe 1 since - last 3", "deliver 5", "subscribe 2 since - last -"]);
  });

  test("at a position, and is told whether nothing was missed", () => {
    const since = initial({ since: at(7), last: 3 });
    expect(run(since, up, acked(1, at(7), { recovered: true }), message(8)).told).toEqual([
      "subscribe 1 since k7 last 3",
      "recovered true",
      "deliver 8",
    ]);
    expect(
      run(since, up, acked(1, at(20), { recovered: false, reason: "trimmed" })).told.slice(1),
    ).toEqual(["gap trimmed k7 to k20", "recovered false"]);
    expect(run(since, up, acked(1, at(20))).told[1]).toBe("gap unknown k7 to k20");
  });
});

describe("a message", () => {
  test("that came already is dropped, and one behind a hole is asked for, once", () => {
    const { told: all, state } = run(
      initial(),
      ...LIVE,
      message(7),
      message(3),
      message(9),
      message(10),
    );
    expect(all).toEqual([BEGUN, "subscribe 2 since k7 last -"]);
    expect(run(state, acked(2, at(7), { recovered: true }), message(8), message(9)).told).toEqual([
      "deliver 8",
      "deliver 9",
    ]);
  });

  test("names the one before it where that is not its neighbour", () => {
    expect(told(...LIVE, message(20, 7), message(30, 20)).slice(1)).toEqual([
      "deliver 20",
      "deliver 30",
    ]);
    expect(told(...LIVE, message(20)).slice(1)).toEqual(["subscribe 2 since k7 last -"]);
  });

  test("behind a hole that the hub cannot mend is delivered behind a gap", () => {
    const hole = [
      ...LIVE,
      message(9, 8),
      acked(2, at(7), { recovered: true }),
      message(9, 8),
      message(11, 10),
    ] as const;
    expect(told(...hole).slice(1)).toEqual([
      "subscribe 2 since k7 last -",
      "gap engine k7 to k8",
      "deliver 9",
      "subscribe 3 since k9 last -",
    ]);
  });

  test("behind such a hole is delivered also where links break and the hub refuses in between", () => {
    const { state } = run(initial(), ...LIVE, message(9, 8), refused(2, "rate"), due, down, up);
    const { serial } = state;
    const again = run(state, acked(serial, at(7), { recovered: true }), message(9, 8));
    expect(again.told).toEqual(["recovered true", "gap engine k7 to k8", "deliver 9"]);
  });

  test("takes its time into the position, and leaves the epoch as it is", () => {
    const timed = run(initial(), ...LIVE, message(8, 7, 1_000));
    expect(timed.state.position).toEqual({ epoch: "k", offset: 8, time: 1_000 });
    expect(run(timed.state, message(9)).state.position).toEqual({ epoch: "k", offset: 9 });
  });

  test("without an offset is delivered and changes nothing", () => {
    const bare: Input = {
      type: "published",
      publication: { type: "event", channel: "c", data: "x" },
    };
    const { state, told: all } = run(initial(), ...LIVE, bare);
    expect([all.at(-1), state.position]).toEqual(["deliver x", at(7)]);
  });
});

describe("a gap that the hub tells", () => {
  test("moves the position, to another epoch too", () => {
    expect(
      told(...LIVE, torn(9), message(9), message(10), torn(2, "m"), message(3)).slice(1),
    ).toEqual(["gap slow k7 to k9", "deliver 10", "gap slow k10 to m2", "deliver 3"]);
  });

  test("that lies behind what was delivered is none", () => {
    expect(told(...LIVE, torn(5), message(8)).slice(1)).toEqual(["deliver 8"]);
  });

  test("of a fork goes back to where the other history goes on, so that nothing of it is taken for a repetition", () => {
    const forked = told(...LIVE, message(8), torn(5, "k", "fork"), message(6), message(7));
    expect(forked.slice(2)).toEqual(["gap fork k8 to k5", "deliver 6", "deliver 7"]);
  });
});

describe("a refusal", () => {
  test("for now is followed by another try, later each time, until something is delivered", () => {
    const all = told(
      up,
      refused(1, "rate", 500),
      due,
      refused(3, "rate"),
      due,
      acked(5, at(7)),
      { type: "dropped", code: "slow", text: "" },
      due,
      acked(7, at(7), { recovered: true }),
      message(8),
      { type: "dropped", code: "slow", text: "" },
    );
    expect(all.filter((each) => each.startsWith("arm"))).toEqual([
      "arm 500 1",
      "arm - 2",
      "arm - 3",
      "arm - 1",
    ]);
  });

  test("for good ends it, and nothing follows", () => {
    const { state, told: all } = run(
      initial(),
      up,
      refused(1, "forbidden"),
      down,
      up,
      message(8),
      due,
      close,
    );
    expect([all, state.name]).toEqual([[BEGUN, "fail forbidden no"], "ended"]);
  });

  test("of the token waits for another token", () => {
    expect(told(up, refused(1, "unauthorised"), due)).toEqual([
      BEGUN,
      "renew",
      "subscribe 2 since - last -",
    ]);
  });

  test("that comes too late is not heard, nor an answer to another request", () => {
    const { state, told: all } = run(
      initial(),
      up,
      refused(0, "forbidden"),
      acked(2, at(7)),
      due,
      acked(1, at(7)),
    );
    expect([all, state.name]).toEqual([[BEGUN, "arm - 1"], "resting"]);
  });
});

describe("a reader without room", () => {
  test("is given nothing, and then what it missed", () => {
    const { told: all } = run(
      initial(),
      ...LIVE,
      message(8),
      full,
      message(9),
      message(10),
      room,
      acked(2, at(8), { recovered: true }),
      message(9),
    );
    expect(all.slice(1)).toEqual(["deliver 8", "subscribe 2 since k8 last -", "deliver 9"]);
  });

  test("that missed nothing goes on", () => {
    expect(told(...LIVE, full, room, message(8)).slice(1)).toEqual(["deliver 8"]);
  });

  test("is told nothing while links come and go, and asks when it has room", () => {
    const { told: all, state } = run(initial(), ...LIVE, full, down, up, down, up, room);
    expect([all.slice(1), state.name]).toEqual([["subscribe 2 since k7 last -"], "subscribing"]);
  });

  test("may get room while there is no link, or while the hub is given a rest", () => {
    expect(told(...LIVE, full, down, room, up).slice(1)).toEqual(["subscribe 2 since k7 last -"]);
    const dropped: Input = { type: "dropped", code: "slow", text: "" };
    expect(told(...LIVE, full, dropped, room, due).slice(1)).toEqual([
      "arm - 1",
      "subscribe 3 since k7 last -",
    ]);
  });
});

describe("a hub of v0", () => {
  const v0 = { type: "up", version: 0 } as const;
  const bare = (data: number): Input => ({
    type: "published",
    publication: { type: "event", channel: "c", data },
  });

  test("answers nothing, and what it missed is a gap", () => {
    expect(told(v0, bare(1), down, v0, bare(2))).toEqual([
      BEGUN,
      "deliver 1",
      "subscribe 2 since - last -",
      "gap unknown - to -",
      "recovered false",
      "deliver 2",
    ]);
  });

  test("that turns out to speak v1 is asked for everything since the position", () => {
    const late = run(initial({ since: at(7) }), v0, down, up);
    expect(late.told.at(-1)).toBe("subscribe 2 since k7 last -");
    const delivered = run(initial({ since: at(7) }), v0, bare(1), down, up);
    expect(delivered.told.at(-1)).toBe("subscribe 2 since - last -");
  });

  test("cannot be asked for what a full reader missed", () => {
    expect(told(v0, bare(1), full, bare(2), room, bare(3)).slice(1)).toEqual([
      "deliver 1",
      "gap slow - to -",
      "deliver 3",
    ]);
  });
});

test("the end leaves the channel wherever the hub may have the subscription", () => {
  const dropped: Input = { type: "dropped", code: "slow", text: "" };
  const lives: [string, readonly Input[]][] = [
    ["waiting", []],
    ["subscribing", [up]],
    ["resting", [...LIVE, dropped]],
    ["live", LIVE],
    ["behind", [...LIVE, full]],
  ];
  const ends = lives.map(([name, inputs]) => {
    const { state } = run(initial(), ...inputs);
    return [name === state.name, ...run(state, close).told];
  });
  expect(ends).toEqual([[true], ...Array.from({ length: 4 }, () => [true, "unsubscribe"])]);
});
