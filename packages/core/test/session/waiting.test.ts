// What a session does between two dials.

import { describe, expect, test } from "vitest";
import { step } from "../../src/session/table.ts";
import { env } from "./support/session-options.ts";
import { memory, queued, waiting } from "./support/states.ts";

const redial = { type: "redial" } as const;

describe("a session that waits", () => {
  test("dials when its wait is over; the dial may be held while the origin is down", () => {
    const state = waiting({ memory: memory({ attempt: 4 }) });
    expect(step(state, { type: "due", alarm: "redial" }, env())).toEqual([
      queued({ memory: memory({ places: 2, attempt: 4 }), automatic: true }),
      { do: "enqueue", place: 2, automatic: true },
    ]);
  });

  test("dials without being held when a signal has shortened its wait", () => {
    const [next] = step(waiting({ automatic: false }), { type: "due", alarm: "redial" }, env());
    expect(next).toEqual(queued({ memory: memory({ places: 2 }), automatic: false }));
  });

  test.each(["none", "inbox", "frozen"] as const)(
    "dials at once at a redial, whatever it waits for, and keeps its backoff (blockedBy: %s)",
    (blockedBy) => {
      const state = waiting({ blockedBy, notBefore: 9_000, memory: memory({ attempt: 4 }) });
      expect(step(state, redial, env())).toEqual([
        queued({ memory: memory({ places: 2, attempt: 4 }) }),
        { do: "enqueue", place: 2, automatic: false },
      ]);
    },
  );

  test("dials when the origin answers others, whatever its own delay", () => {
    expect(step(waiting(), { type: "reachable" }, env())).toEqual([
      queued({ memory: memory({ places: 2 }), automatic: true }),
      { do: "enqueue", place: 2, automatic: true },
    ]);
  });

  test.each([
    { notBefore: 1_001 },
    { blockedBy: "inbox" as const },
    { blockedBy: "frozen" as const },
  ])("goes on waiting where more than its backoff is in the way: %o", (changes) => {
    const state = waiting(changes);
    expect(step(state, { type: "reachable" }, env())).toEqual([state]);
  });

  test("for room in the inbox then waits for the rest of its backoff", () => {
    expect(step(waiting({ blockedBy: "inbox" }), { type: "resume" }, env())).toEqual([
      waiting(),
      { do: "arm", alarm: "redial", ms: 2_000 },
    ]);
  });

  test("for room in the inbox longer than its backoff then dials as soon as it may", () => {
    const late = env({ now: 8_000 });
    expect(step(waiting({ blockedBy: "inbox" }), { type: "resume" }, late)).toEqual([
      waiting({ until: 8_000 }),
      { do: "arm", alarm: "redial", ms: 0 },
    ]);
  });

  test.each(["none", "frozen"] as const)(
    "ignores room in the inbox (blockedBy: %s)",
    (blockedBy) => {
      expect(step(waiting({ blockedBy }), { type: "resume" }, env())).toEqual([
        waiting({ blockedBy }),
      ]);
    },
  );
});
