// The promise as a sum, and the tally that it is made from.

import type { Peer, RegisteredStats } from "skep";
import { expect, test } from "vitest";
import { accountOf, lostWithoutAWord } from "../../src/figures/account.ts";
import { Tally } from "../../src/figures/tally.ts";
import { row, stats } from "../support/row.ts";

function peer(id: string, figures: Partial<RegisteredStats>): Peer {
  return { id, stats: () => stats({ id, ...figures }) } as Peer;
}

test("what was read, waits or was told is not lost", () => {
  const rows = [
    row({ stats: { received: 10, queued: 1, dropped: 3 }, read: 6, told: 3 }),
    row({ stats: { received: 5 }, read: 5 }),
  ];
  const account = accountOf(rows);
  expect(account).toEqual({ received: 15, read: 11, queued: 1, dropped: 3, told: 3 });
  expect(lostWithoutAWord(account)).toBe(0);
});

test("what was dropped and not told is lost", () => {
  const rows = [row({ stats: { received: 10, dropped: 3 }, read: 7, told: 1 })];
  expect(lostWithoutAWord(accountOf(rows))).toBe(2);
});

test("the tally counts by peer and in all, and keeps the latest message", () => {
  let now = 1_000;
  const tally = new Tally(() => now);
  tally.read("a", "one");
  tally.read("a", "two");
  tally.read("b", new Uint8Array(3));
  tally.told("b", 4, "overflow");
  tally.told("b", 1, "overflow");
  tally.told("b", 2, "closing");
  now = 1_500;

  const { elapsed, rows } = tally.sample([
    peer("a", { received: 2 }),
    peer("b", {}),
    peer("c", {}),
  ]);

  expect(elapsed).toBe(500);
  expect(tally.elapsed).toBe(500);
  expect(tally.messages).toBe(3);
  expect(rows[1]?.causes).toEqual(
    new Map([
      ["overflow", 5],
      ["closing", 2],
    ]),
  );
  expect(rows).toMatchObject([
    { id: "a", read: 2, told: 0, latest: "two", stats: { received: 2 } },
    { id: "b", read: 1, told: 7, latest: new Uint8Array(3) },
    { id: "c", read: 0, told: 0, latest: undefined },
  ]);
});
