// How a stop ends a session, from each state.

import { describe, expect, test } from "vitest";
import type { Failure } from "../../src/failure.ts";
import { step } from "../../src/session/table.ts";
import { env, options } from "./support/session-options.ts";
import { closing, connected, dialing, memory, queued, stopped, waiting } from "./support/states.ts";

const stop = { type: "stop", goodbye: {} } as const;

const LOST: Failure = { phase: "live", kind: "lost" };

describe("a stop where nothing is open", () => {
  test("while queued leaves the queue and ends at once", () => {
    expect(step(queued(), stop, env())).toEqual([
      { in: "stopped", memory: memory() },
      { do: "leaveQueue" },
      { do: "settle", failure: undefined },
    ]);
  });

  test("while dialling abandons the dial, tells nobody and ends at once", () => {
    expect(step(dialing(), stop, env())).toEqual([
      { in: "stopped", memory: memory() },
      { do: "abandon" },
      { do: "settle", failure: undefined },
    ]);
  });

  test.each(["none", "inbox", "frozen"] as const)(
    "while waiting ends at once and dials no more (blockedBy: %s)",
    (blockedBy) => {
      expect(step(waiting({ blockedBy }), stop, env())).toEqual([
        { in: "stopped", memory: memory() },
        { do: "settle", failure: undefined },
      ]);
    },
  );
});

describe("a stop", () => {
  test.each([
    ["queued", queued(), "leaveQueue"],
    ["dialling", dialing(), "abandon"],
    ["waiting", waiting(), undefined],
  ] as const)("while %s gives up what is under way and settles", (_, state, giveUp) => {
    const [next, ...effects] = step(state, stop, env());
    expect(next).toEqual(stopped());
    expect(effects.map((effect) => effect.do)).toEqual([
      ...(giveUp === undefined ? [] : [giveUp]),
      "settle",
    ]);
  });

  test("of a link has a deadline that does not depend on the peer", () => {
    const patient = env({ options: options({ closeTimeout: 123 }) });
    const [next, ...effects] = step(connected(), stop, patient);
    expect(next).toEqual(closing());
    expect(effects).toContainEqual({ do: "arm", alarm: "close", ms: 123 });
  });
});

describe("a goodbye", () => {
  test("is over when the peer answers", () => {
    expect(step(closing(), { type: "closed", dial: 1, failure: LOST }, env())).toEqual([
      stopped(),
      { do: "settle", failure: undefined },
    ]);
  });

  test("is over at its deadline, and the link is abandoned", () => {
    expect(step(closing(), { type: "due", alarm: "close" }, env())).toEqual([
      stopped(),
      { do: "abandon" },
      { do: "settle", failure: undefined },
    ]);
  });
});
