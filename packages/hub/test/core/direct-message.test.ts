// Messages of the application to one client, in plain examples.

import { expect, test } from "vitest";
import type { Draft } from "../../src/payload.ts";
import { Bench } from "./support/core-bench.ts";

const draft = (json: string): Draft => ({ type: "event", json });

test("a direct message has the form of a broadcast without an offset, in each version", () => {
  const bench = new Bench().connect("a").connect("old", 0);
  for (const client of ["a", "old", "nobody"])
    bench.input({ type: "send", client, draft: { ...draft("1"), processId: "p" } });
  const texts = bench.effects.flatMap((effect) =>
    effect.type === "write" ? [effect.piece.text] : [],
  );
  expect(texts.slice(1)).toEqual([
    '{"type":"event","processId":"p","data":1,"timestamp":0}',
    '{"type":"event","processId":"p","data":1,"timestamp":"1970-01-01T00:00:00.000Z"}',
  ]);
});

test("a direct message for which there is no room ends the link, and nothing grows", () => {
  let waiting = 0;
  const bench = new Bench({ most: 200, pendingOf: () => waiting }).connect("a");
  const send = (): Bench => bench.input({ type: "send", client: "a", draft: draft('"text"') });
  waiting = 1_000;
  for (let count = 0; count < 50; count++) send();
  expect(bench.told("a").length).toBeLessThan(10);
  expect(bench.effects).toContainEqual({ type: "slow", client: "a", channel: "$all" });
  expect(bench.effects).toContainEqual({
    type: "close",
    client: "a",
    code: 4413,
    reason: "the client reads too slowly",
  });
  const ends = bench.effects.filter(({ type }) => type === "slow" || type === "close");
  expect(ends).toHaveLength(2);
});
