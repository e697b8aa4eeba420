// What the views for logs and programs write.

import { DialError, type Peer, type PoolEvent } from "skep";
import { expect, test } from "vitest";
import { Tally } from "../../src/figures/tally.ts";
import { withoutColours } from "../../src/screen/paint.ts";
import { JsonView } from "../../src/views/json-view.ts";
import type { Habits } from "../../src/views/view.ts";
import { PlainView } from "../../src/views/plain-view.ts";
import { row } from "../support/row.ts";

const EVENT: PoolEvent = {
  type: "dialfailed",
  id: "refusing",
  peer: { id: "refusing" } as Peer,
  at: 1_000,
  dial: 1,
  cause: new DialError({ phase: "handshake", kind: "status", status: 503 }),
  code: undefined,
  reason: "the server refused the upgrade with 503",
  retryIn: 3_000,
  attempt: 1,
};

const ROWS = [
  row({
    rate: 50,
    stats: { received: 3, dropped: 1, bytesReceived: 12 },
    read: 2,
    told: 1,
    causes: new Map([["closing", 1]]),
  }),
];

const HABITS: Habits = new Map([["steady", "says the same"]]);
const NONE: Habits = new Map();

function jsonView(habits: Habits = NONE): {
  readonly view: JsonView;
  readonly objects: () => unknown[];
} {
  let written = "";
  const view = new JsonView((text) => (written += text), habits);
  return {
    view,
    objects: () =>
      written
        .trimEnd()
        .split("\n")
        .map((line) => JSON.parse(line)),
  };
}

test("JSON: an event is its facts, with the name and message of its cause", () => {
  const { view, objects } = jsonView();
  view.tell(EVENT);
  expect(objects()).toEqual([
    {
      type: "dialfailed",
      id: "refusing",
      at: 1_000,
      dial: 1,
      cause: expect.objectContaining({
        name: "DialError",
        code: "ERR_DIAL",
        status: 503,
        message: "The dial failed in the upgrade: the server refused the upgrade with 503.",
      }),
      reason: "the server refused the upgrade with 503",
      retryIn: 3_000,
      attempt: 1,
    },
  ]);
});

test("JSON: what each server does comes first", () => {
  const { objects } = jsonView(HABITS);
  expect(objects()).toEqual([{ type: "server", id: "steady", habit: "says the same" }]);
});

test("JSON: figures come once a second, and a summary at the end", () => {
  const { view, objects } = jsonView();
  for (const elapsed of [250, 1_000, 1_250, 2_100]) view.show({ elapsed, rows: ROWS });
  view.end({ elapsed: 2_200, rows: ROWS });
  view.close();
  expect(objects()).toMatchObject([
    {
      type: "stats",
      elapsed: 1_000,
      peers: [{ id: "steady", rate: 50, read: 2, told: 1, causes: { closing: 1 } }],
    },
    { type: "stats", elapsed: 2_100 },
    { type: "summary", received: 3, read: 2, dropped: 1, told: 1, queued: 0, lost: 0 },
  ]);
});

test("plain: a line for each event, now and then one for each peer, and a summary", () => {
  let now = 0;
  let written = "";
  const tally = new Tally(() => now);
  const write = (text: string): void => void (written += text);
  const view = new PlainView({ write, paint: withoutColours, tally, habits: HABITS });
  now = 1_000;
  view.tell(EVENT);
  view.show({ elapsed: 4_900, rows: ROWS });
  view.show({
    elapsed: 5_000,
    rows: [...ROWS, row({ stats: { state: "waiting", retryIn: 900 } })],
  });
  view.end({ elapsed: 6_000, rows: ROWS });
  view.close();
  expect(written).toBe(
    `
   0.0 s  steady      this server   says the same
   1.0 s  refusing    dial failed   the server refused the upgrade with 503; again in 3.0 s
   5.0 s  steady      = connected          rate    50/s  rtt       –  reconnects 0  drops 1
   5.0 s  steady      = waiting            rate       –  rtt       –  reconnects 0  drops 0  next dial in 0.9 s

 peer    messages  received  connects  reconnects  mean rtt  last rtt  drops  why
 steady         2      12 B         1           0         –         –      1  after our goodbye

 delivered in 6.0 s: 3
 read: 2
 told as dropped: 1
 messages lost without a word: 0
`.slice(1),
  );
});
