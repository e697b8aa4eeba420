// A client that was told to leave: what is published while its link is still open is nothing to it.

import { expect, test } from "vitest";
import { PLAIN } from "../../src/core/namespace.ts";
import { at, Bench, joined } from "./support/core-bench.ts";

test("a client that is closed for reading too slowly is told, closed and counted once", () => {
  const bench = new Bench({
    most: 200,
    pendingOf: () => 1_000,
    namespaceOf: () => ({ ...PLAIN, slow: "disconnect" }),
  });
  bench.connect("a").say("a", { type: "subscribe", id: 1, channel: "c" });
  bench.answer("join", joined(at(0)));
  for (let offset = 1; offset <= 50; offset++) bench.message("c", offset);
  const ends = bench.effects.filter(({ type }) => type === "slow" || type === "close");
  expect(ends.map(({ type }) => type)).toEqual(["slow", "close"]);
  expect(bench.core.counters.slow).toBe(1);
});

test("a client that the application has closed is sent nothing more", () => {
  const bench = new Bench().connect("a").say("a", { type: "subscribe", id: 1, channel: "c" });
  bench.answer("join", joined(at(0))).told("a");
  bench.input({ type: "left", client: "a" }).message("c", 1);
  expect(bench.told("a")).toEqual([]);
});
