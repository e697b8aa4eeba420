// Tests of the book of a subscriber, and of the sheet that sums all books.

import { expect, test } from "vitest";
import { Book, sumOf } from "../src/book.ts";
import { sheetOf } from "../src/sheet.ts";

type Event = number | "gap";

function bookOf(events: readonly Event[], published: number): Book {
  const book = new Book();
  for (const event of events) {
    if (event === "gap") book.gap();
    else book.message(event);
  }
  book.end(published);
  return book;
}

test.each([
  [[1, 2, 3], { received: 3, missing: 0, lost: 0, doubled: 0, repeated: 0, gaps: 0 }],
  [[1, "gap", 3], { received: 2, missing: 1, lost: 0, doubled: 0, repeated: 0, gaps: 1 }],
  [[1, 3], { received: 2, missing: 0, lost: 1, doubled: 0, repeated: 0, gaps: 0 }],
  [[1, 2], { received: 2, missing: 0, lost: 1, doubled: 0, repeated: 0, gaps: 0 }],
  [[1, "gap"], { received: 1, missing: 2, lost: 0, doubled: 0, repeated: 0, gaps: 1 }],
  [[1, 2, 2, 3], { received: 3, missing: 0, lost: 0, doubled: 1, repeated: 0, gaps: 0 }],
  [[1, 2, "gap", 2, 3], { received: 3, missing: 0, lost: 0, doubled: 0, repeated: 1, gaps: 1 }],
  [["gap", 1, 3], { received: 2, missing: 0, lost: 1, doubled: 0, repeated: 0, gaps: 1 }],
] satisfies [Event[], object][])("of three messages came %j", (events, tally) => {
  expect(bookOf(events, 3).tally).toEqual(tally);
});

test("the sheet is sound where everything came or was told to be missing", () => {
  const books = [bookOf([1, 2, 3], 3), bookOf([1, "gap", 3], 3)];
  const { isSound, lines } = sheetOf(sumOf(books.map(({ tally }) => tally)), 6);
  expect(isSound).toBe(true);
  expect(lines.map((line) => Number(line.trim().split(" ")[0]))).toEqual([0, 6, 5, 1, 0, 0, 0, 0]);
});

test.each([
  ["a message was lost without a word", [1, 3], 3],
  ["a message came twice", [1, 2, 2, 3], 3],
  ["more was owed than anybody knows of", [1, 2, 3], 4],
] satisfies [string, Event[], number][])("it is not where %s", (_what, events, owed) => {
  expect(sheetOf(bookOf(events, 3).tally, owed).isSound).toBe(false);
});
