// The suite of the engine port over a broker that loses, forgets, goes away and is set back: without a fault of its own it passes, and each
// deliberate fault fails the case that is about it.

import { testEngine } from "@skep/testing";
import { describe, expect, test } from "vitest";
import type { Told } from "./support/simulated-broker.ts";
import { type SimulatedFaults, SimulatedSubject } from "./support/simulated-subject.ts";

const ALL = { loses: true, restores: true, cuts: true, stalls: true, time: true };

testEngine({
  name: "a simulated broker",
  test,
  engine: () => new SimulatedSubject(),
  capabilities: ALL,
});

const statuses = (
  change: (status: "up" | "down") => readonly ("up" | "down")[],
): SimulatedFaults => ({
  tells: (told) =>
    told.type === "status"
      ? change(told.status).map((status) => ({ type: "status", status }))
      : [told],
});
const messages = (
  change: (told: Told & { type: "message" }) => readonly Told[],
): SimulatedFaults => ({
  tells: (told) => (told.type === "message" ? change(told) : [told]),
});

/** The faults, and the case that each fails. */
const FAULTS: Record<string, readonly [SimulatedFaults, string]> = {
  "a publish is acknowledged before it is kept": [
    { acknowledgesEarly: true },
    "has each of many messages at once when it acknowledges it",
  ],
  "what was acknowledged is lost with an outage": [
    { losesInOutage: true },
    "has after an outage what it has acknowledged, and once what was sent again by its key",
  ],
  "keys are forgotten in an outage": [
    { forgetsKeysInOutage: true },
    "has after an outage what it has acknowledged, and once what was sent again by its key",
  ],
  "epochs are kept over a flush": [
    { keepsEpoch: true },
    "gives channels another epoch for a session that goes on over a loss",
  ],
  "messages have the times of their offsets, so a position is given again after a restart": [
    { restoresTime: true },
    "gives no position to two messages, also when it was set back",
  ],
  "an older copy of itself is taken for the same history": [
    { restoresTime: true },
    "does not take an older copy of itself for the same history",
  ],
  "a change is told twice": [
    statuses((status) => [status, status]),
    "says that it is away, refuses what is published meanwhile, and goes on",
  ],
  "changes are told the other way round": [
    statuses((status) => [status === "up" ? "down" : "up"]),
    "says that it is away, refuses what is published meanwhile, and goes on",
  ],
  "it never says that it is away": [
    statuses(() => []),
    "says that it is away, refuses what is published meanwhile, and goes on",
  ],
  "a session is told of changes after its end": [
    { tellsAfterClose: true },
    "says nothing to a session that has ended when it goes and comes back",
  ],
  "a session is told messages after its end": [
    { tellsAfterClose: true },
    "tells nothing after the end of a session, and takes nothing",
  ],
  "sessions leave channels for each other": [
    { sharesLeaving: true },
    "lets each of two sessions have and leave its own channels",
  ],
  "no top is told": [
    { hidesTops: true },
    "tells the newest position where the last message was lost on the way",
  ],
  "old tops are told": [
    { tells: (told) => (told.type === "top" ? [old(told)] : [told]) },
    "tells the newest position where the last message was lost on the way",
  ],
  "tops of channels are told that nobody has": [
    messages((told) => [told, { ...topOf(told), channel: "of another" }]),
    "tells nothing of a channel that was left, and all of it when it is taken up again",
  ],
  "a hole is closed by a wrong neighbour": [
    messages((told) => [{ ...told, message: { ...told.message, previous: 1 } }]),
    "lets a hole be seen where messages were lost on the way, and has them",
  ],
};

function topOf({
  message: { channel, epoch, offset },
}: Told & { type: "message" }): Told & { type: "top" } {
  return { type: "top", channel, position: { epoch, offset } };
}

function old(told: Told & { type: "top" }): Told {
  return { ...told, position: { ...told.position, offset: told.position.offset - 1 } };
}

describe("a fault of an engine fails the case that is about it", () => {
  test.each(Object.entries(FAULTS))("%s", async (_name, [faults, about]) => {
    expect(await failuresOf(faults)).toContain(`broken ${about}`);
  });
});

async function failuresOf(faults: SimulatedFaults): Promise<string[]> {
  const failures: string[] = [];
  const runs: (() => Promise<void>)[] = [];
  testEngine({
    name: "broken",
    timeout: 300,
    engine: () => new SimulatedSubject(faults),
    capabilities: ALL,
    test: (name, run) => runs.push(() => run().catch(() => void failures.push(name))),
  });
  await Promise.all(runs.map((run) => run()));
  return failures;
}
