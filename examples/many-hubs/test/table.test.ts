// The fleet as lines of text.

import { expect, test } from "vitest";
import { Book } from "../src/book.ts";
import { tableOf } from "../src/table.ts";

test("hubs, channels and what became of messages have a line each", () => {
  const books = [new Book(), new Book()];
  for (const number of [1, 2, 3]) books[0]?.message(number);
  books[1]?.gap();
  books[1]?.message(2);
  const child = { name: "hub-1", status: "running", children: [], pid: 7 } as const;
  const lines = tableOf({
    state: {
      name: "many-hubs",
      status: "running",
      metadata: {},
      children: [{ ...child, metadata: { restarts: "2" } }],
    },
    reports: new Map([["hub-1", { status: "degraded", clients: 3 }]]),
    rooms: [{ channel: "room:1", published: 3, position: { epoch: "e", offset: 3 }, books }],
    published: 3,
    tally: { received: 4, missing: 1, lost: 0, doubled: 0, repeated: 0, gaps: 1 },
    connected: 1_200,
    clients: 1_201,
    recovered: 5,
    broken: 1,
  });
  expect(lines.map((line) => line.trim().replaceAll(/ +/g, " "))).toEqual([
    "hub-1 degraded pid 7 3 clients restarts 2",
    "",
    "room:1 e 3 1 behind 1 gaps",
    "",
    "1,200 of 1,201 clients are connected",
    "3 messages are published and acknowledged",
    "4 were received",
    "5 subscriptions came back whole",
    "1 came back with a gap",
    "1 gaps were told, of 1 messages",
    "0 messages were lost without a word",
    "0 came twice",
  ]);
});
