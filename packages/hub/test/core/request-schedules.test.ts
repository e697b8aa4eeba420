// Seeded schedules of requests, of channels that the hub gives and takes, and of answers in any order.

import { SeededRandom } from "@skep/core/testing";
import { describe, expect, test } from "vitest";
import { type Bug, RequestWorld } from "./support/request-world.ts";
import { Violation } from "./support/violation.ts";

const SEEDS = Number(process.env["SKEP_HUB_SEEDS"] ?? 1_000);

const play = (seed: number, bug?: Bug): void =>
  new RequestWorld(new SeededRandom(seed), bug).run(150);

test("a thousand schedules answer each request once, and no client is wrong about its channels", () => {
  for (let seed = 1; seed <= SEEDS; seed++)
    try {
      play(seed);
    } catch (error) {
      throw new Error(`The schedule with seed ${seed} failed.`, { cause: error });
    }
  expect(SEEDS).toBeGreaterThan(0);
});

const says =
  (text: string) =>
  ({ piece }: { readonly piece: { readonly text: string } }): boolean =>
    piece.text.includes(text);

const BUGS: Record<string, Bug & { readonly breaks: string }> = {
  "a refusal is not told": {
    effect: (effect) => effect.type !== "write" || !says('"code":"forbidden"')(effect),
    breaks: "requests are answered once, in order",
  },
  "a channel that is taken away is not told": {
    effect: (effect) => effect.type !== "write" || !says('{"type":"error","channel"')(effect),
    breaks: "a client knows which channels it has",
  },
  "a channel that is given is not told": {
    effect: (effect) => effect.type !== "write" || !says('{"type":"subscribed"')(effect),
    breaks: "only what a client has is delivered",
  },
  "an answer of the application is lost": {
    input: (input) => (input.type === "authorised" && input.isAllowed ? undefined : input),
    breaks: "each request is answered",
  },
  "an answer of the engine is lost": {
    // The first question is for the broadcasts.
    input: (input) => (input.type === "joined" && input.question > 1 ? undefined : input),
    breaks: "each call of the application is settled",
  },
  "a client that unsubscribes is not heard": {
    input: (input) =>
      input.type === "received" && input.message.type === "unsubscribe" ? undefined : input,
    breaks: "requests are answered once, in order",
  },
};

describe("a deliberate bug is found by the schedules", () => {
  test.each(Object.entries(BUGS))("%s", (_name, { breaks, ...bug }) => {
    const found: string[] = [];
    for (let seed = 1; seed <= 300 && !found.includes(breaks); seed++)
      try {
        play(seed, bug);
      } catch (error) {
        expect(error).toBeInstanceOf(Violation);
        found.push((error as Violation).invariant);
      }
    expect(found).toContain(breaks);
  });
});
