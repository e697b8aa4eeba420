// The page about the original hub: each of its statements is there, and each test that shows one is a test of the file that it names.

import { describe, expect, test } from "vitest";
import { OriginalPage } from "../../../tools/docs/original-page.ts";

const page = new OriginalPage(new URL("../../../docs/original-hub.md", import.meta.url));
const { bare, links, numbers, proofs, statements, wrong } = page;
const upTo = (last: number): number[] => Array.from({ length: last }, (_, index) => index + 1);

describe("the page about the original hub", () => {
  test("has each of its 75 statements, once and in order", () => {
    expect(numbers).toEqual(upTo(75));
  });

  test("has the names, the steps of an upgrade and the frames, too", () => {
    expect(statements.length - numbers.length).toBe(4 + 6 + 10);
  });

  test("shows each row by a test, or says why it does not apply", () => {
    expect(bare).toEqual([]);
  });

  test("names tests that there are", () => {
    expect(wrong).toEqual([]);
    expect(proofs.length).toBeGreaterThan(80);
  });

  test("leaves nothing in its cells that is not read", () => {
    expect(proofs.length).toBe(links);
  });
});
