// Whose container it is: what a label says, and whether that process is still there.

import { expect, test } from "vitest";
import {
  judgeOwner,
  type Owner,
  ownerOf,
  ownerText,
  thisOwner,
} from "../../src/container/owner.ts";
import { readEntry } from "../../src/process/process-table.ts";

const self: Owner = { host: "h", boot: "b", namespace: "n", pid: 10, start: "100" };
const text = (more: Partial<Owner>): string => ownerText({ ...self, ...more });
const there =
  (start: string, state = "S") =>
  (): { start: string; state: string } => ({
    start,
    state,
  });
const nobody = (): undefined => undefined;

test("an owner is the same after it was a label", () => {
  expect(ownerOf(ownerText(self))).toEqual(self);
  expect(ownerOf(ownerText(thisOwner()))).toEqual(thisOwner());
});

test.each([
  ["this process", text({}), nobody, "self"],
  ["one that is there", text({ pid: 11 }), there("100"), "alive"],
  ["one that is gone", text({ pid: 11 }), nobody, "dead"],
  ["one whose number another process has", text({ pid: 11 }), there("101"), "dead"],
  ["one that is a zombie", text({ pid: 11 }), there("100", "Z"), "dead"],
  ["one before the machine was started again", text({ boot: "a" }), there("100"), "dead"],
  ["one of another machine", text({ host: "i" }), nobody, "unknown"],
  ["one of another namespace", text({ namespace: "m" }), nobody, "unknown"],
  ["nobody", undefined, nobody, "unknown"],
  ["some other text", "a|b|c|d|e", nobody, "unknown"],
  ["too much text", `${text({})}|x`, nobody, "unknown"],
] as const)("the owner is judged: %s", (_, label, look, verdict) => {
  expect(judgeOwner(label, self, look)).toBe(verdict);
});

test("where processes cannot be looked for, nobody but this one is known", () => {
  const blind = { ...self, start: "" };
  expect(judgeOwner(ownerText(blind), blind, nobody)).toBe("self");
  expect(judgeOwner(text({ pid: 11, start: "" }), blind, nobody)).toBe("unknown");
});

test.runIf(process.platform === "linux")(
  "this process is an owner that is alive for others",
  () => {
    const other = { ...thisOwner(), pid: 1, start: "0" };
    expect(judgeOwner(ownerText(thisOwner()), other, readEntry)).toBe("alive");
  },
);
