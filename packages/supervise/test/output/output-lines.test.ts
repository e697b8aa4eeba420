// The lines of an output: what is kept, and what each reader is given and told.

import { ManualClock } from "@skep/core/testing";
import { expect, test, vi } from "vitest";
import { OutputRing } from "../../src/output/output-lines.ts";

const ring = (capacity: number, lines: readonly string[] = []): OutputRing => {
  const made = new OutputRing(capacity, new ManualClock());
  for (const line of lines) made.push(line);
  return made;
};

async function rest(lines: AsyncIterable<string>): Promise<string[]> {
  const all: string[] = [];
  for await (const line of lines) all.push(line);
  return all;
}

test("the newest lines are kept, and nobody has to read them", () => {
  expect(ring(2, ["a", "b", "c"]).recent()).toEqual(["b", "c"]);
});

test("long lines are kept within a bound of their length", () => {
  const long = "x".repeat(400_000);
  expect(ring(100, [long, long, long, "y"]).recent()).toEqual([long, long, "y"]);
});

test("each reader has what is kept, and then what comes, to the end", async () => {
  const lines = ring(10, ["a", "", "b"]);
  const [first, second] = [rest(lines), rest(lines.read())];
  lines.push("c");
  lines.end();
  const all = ["a", "", "b", "c"];
  expect([await first, await second, await rest(lines)]).toEqual([all, all, all]);
});

test("a reader that is too slow is told how many lines it was not given", async () => {
  const lines = ring(2, ["a"]);
  const told: number[] = [];
  const reader = lines.read({ missed: (count) => told.push(count) });
  for (const line of ["b", "c", "d"]) lines.push(line);
  expect(await reader.next()).toEqual({ value: "c", done: false });
  expect(told).toEqual([2]);
  expect(await reader.next()).toEqual({ value: "d", done: false });
  expect(told).toEqual([2]);
});

test("a reader leaves at once, also while it waits, and is done then", async () => {
  const lines = ring(2);
  const reader = lines.read();
  const waiting = reader.next();
  expect(await reader.return?.()).toMatchObject({ done: true });
  expect(await waiting).toMatchObject({ done: true });
  lines.push("a");
  expect(await reader.next()).toMatchObject({ done: true });
});

test("a reader that has come to the end of the output leaves nothing at its signal", async () => {
  const { signal } = new AbortController();
  const [added, removed] = [
    vi.spyOn(signal, "addEventListener"),
    vi.spyOn(signal, "removeEventListener"),
  ];
  const lines = ring(2, ["a"]);
  const reading = rest(lines.read({ signal }));
  lines.end();
  expect(await reading).toEqual(["a"]);
  expect(added.mock.calls.length).toBeGreaterThan(0);
  expect(removed.mock.calls.length).toBe(added.mock.calls.length);
});

test("a signal ends a reader with its reason, and no other one", async () => {
  const lines = ring(2);
  const controller = new AbortController();
  const reader = lines.read({ signal: controller.signal });
  const waiting = reader.next();
  const other = lines.read().next();
  controller.abort(new Error("enough"));
  await expect(waiting).rejects.toThrow("enough");
  lines.push("a");
  expect(await other).toEqual({ value: "a", done: false });
});
