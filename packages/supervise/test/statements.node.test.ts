// The page about the original supervisor: each of its statements is there, and each test that shows one is a test of the file that it names.

import { describe, expect, test } from "vitest";
import { OriginalPage } from "../../../tools/docs/original-page.ts";

const page = new OriginalPage(new URL("../../../docs/original-supervise.md", import.meta.url));
const { bare, links, numbers, proofs, statements, wrong } = page;
const upTo = (last: number): number[] => Array.from({ length: last }, (_, index) => index + 1);

describe("the page about the original supervisor", () => {
  test("has each of its 27 statements, and 5 that its tests left out, once and in order", () => {
    expect(numbers).toEqual(upTo(32));
  });

  test("has its faults, too", () => {
    expect(statements.length - numbers.length).toBe(20);
  });

  test("shows each row by a test, or says why it does not apply", () => {
    expect(bare).toEqual([]);
  });

  test("names tests that there are", () => {
    expect(wrong).toEqual([]);
    expect(proofs.length).toBeGreaterThan(60);
  });

  test("leaves nothing in its cells that is not read", () => {
    expect(proofs.length).toBe(links);
  });
});
