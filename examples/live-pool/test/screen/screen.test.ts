// The picture: nothing is wider or longer than the terminal, and what matters most stays longest.

import { expect, test } from "vitest";
import { eventLines, latestLines } from "../../src/screen/event-lines.ts";
import { clip, fit, wrap } from "../../src/screen/fit.ts";
import { paintFor, withColours, withoutColours } from "../../src/screen/paint.ts";
import { picture, type Scene } from "../../src/screen/picture.ts";
import { sparkLine } from "../../src/screen/spark-line.ts";
import { tableLines } from "../../src/screen/table.ts";
import { row } from "../support/row.ts";

const ROWS = [
  row({ rate: 50, history: [10, 50, 50], stats: { rtt: 0.42 }, latest: "hello" }),
  row({ id: "dropping", stats: { state: "waiting", reconnects: 3, dropped: 7, retryIn: 1_234 } }),
];

const EVENT = { elapsed: 1_234, id: "dropping", tone: "bad", what: "disconnected" } as const;

function scene(given: Partial<Scene> = {}): Scene {
  const sample = { elapsed: 61_000, rows: ROWS };
  const events = [{ ...EVENT, detail: "service restart (1012)" }];
  return { sample, habits: new Map(), events, duration: undefined, hint: "q quits", ...given };
}

test("text fits exactly", () => {
  expect(fit("abc", 5)).toBe("abc  ");
  expect(fit("abc", 5, "right")).toBe("  abc");
  expect(fit("abcdef", 5)).toBe("abcd…");
  expect(clip("abc", 0)).toBe("");
  expect(clip("⬢⬢⬢", 2)).toBe("⬢…");
});

test("a spark line shows the latest values in its own scale, and silence as a gap", () => {
  expect(sparkLine([9, 0, 1, 50, 100], 4)).toBe(" ▁▄▇");
  expect(sparkLine([0.5], 3)).toBe("  ▇");
  expect(sparkLine([], 3)).toBe("   ");
  expect(sparkLine([0, 0], 2)).toBe("  ");
});

test("a wide terminal gets every column", () => {
  expect(tableLines(ROWS, 120, withoutColours).map((line) => line.trimEnd())).toEqual([
    "   PEER      STATE                RATE                    HISTORY      RTT  RECONN.   DROPS  NEXT DIAL  LATEST MESSAGE",
    " ● steady    connected            50/s                        ▂▇▇   0.4 ms        0       0          –  hello",
    " ○ dropping  waiting                 –                                   –        3       7      1.2 s",
  ]);
});

test("a narrow one keeps who, how and when", () => {
  expect(tableLines(ROWS, 50, withoutColours).map((line) => line.trimEnd())).toEqual([
    "   PEER      STATE                RATE  NEXT DIAL",
    " ● steady    connected            50/s          –",
    " ○ dropping  waiting                 –      1.2 s",
  ]);
});

test.each([40, 60, 79, 80, 99, 120, 200])("in %d columns no line is wider", (width) => {
  for (const line of tableLines(ROWS, width, withoutColours))
    expect(line.length).toBeLessThanOrEqual(width);
});

test.each([5, 8, 12, 24, 60])("of %d lines none is left over or missing", (rows) => {
  const many = { elapsed: 0, rows: Array.from({ length: 20 }, () => row()) };
  const lines = picture(scene({ sample: many }), { columns: 79, rows }, withoutColours);
  expect(lines).toHaveLength(rows);
  expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(79);
});

test("the picture has a head, the table, the events and the sum", () => {
  const lines = picture(scene({ duration: 90_000 }), { columns: 79, rows: 10 }, withoutColours);
  expect(lines[0]).toMatch(/^ ⬢ skep live pool +1 of 2 connected {3}50\/s {3}1:01 of 1:30$/);
  expect(lines[7]).toBe("   1.2  dropping  disconnected  service restart (1012)");
  expect(lines[9]).toMatch(/^ received 0 = read 0 \+ waiting 0 \+ dropped 7 +q quits$/);
});

test("in 40 columns the head keeps who is connected, and the time", () => {
  const [head] = picture(scene({ duration: 90_000 }), { columns: 39, rows: 24 }, withoutColours);
  expect(head).toBe(" 1 of 2 connected   50/s   1:01 of 1:30");
  const sample = { elapsed: 754_000, rows: Array.from({ length: 12 }, () => ROWS[0]!) };
  const long = scene({ sample, duration: 900_000 });
  expect(picture(long, { columns: 39, rows: 24 }, withoutColours)[0]).toBe(
    " 12 of 12 connected   12:34 of 15:00",
  );
});

test("a link that is down has no rate", () => {
  const stats = { state: "waiting", connection: undefined } as const;
  const sample = { elapsed: 0, rows: [row({ rate: 50, stats })] };
  const text = picture(scene({ sample }), { columns: 79, rows: 12 }, withoutColours).join("\n");
  expect(text).not.toContain("50/s");
});

test("peers that do not fit are counted", () => {
  const rows = Array.from({ length: 9 }, () => row());
  const lines = picture(
    scene({ sample: { elapsed: 0, rows } }),
    { columns: 79, rows: 12 },
    withoutColours,
  );
  expect(lines.filter((line) => line.startsWith(" ●"))).toHaveLength(3);
  expect(lines).toContain("   and 6 more");
});

test("the oldest events make room", () => {
  const events = Array.from({ length: 9 }, (_, index) => ({ ...EVENT, detail: `event ${index}` }));
  const text = picture(scene({ events }), { columns: 79, rows: 12 }, withoutColours).join("\n");
  expect(text).toContain("event 8");
  expect(text).not.toContain("event 0");
});

test("events stand in columns, whatever the ids", () => {
  const long = { ...EVENT, id: "ws://127.0.0.1:40000", detail: "x" };
  const [first, second] = eventLines([long, { ...EVENT, detail: "x" }], 79, withoutColours);
  expect(first).toHaveLength(1);
  expect(first?.[0]?.indexOf(" x")).toBe(second?.[0]?.indexOf(" x"));
});

const LONG = { ...EVENT, detail: "the link was lost without a close frame; again in 0.9 s" };

test("a reason that is too long goes on below itself, and nothing of it is cut", () => {
  expect(eventLines([LONG], 79, withoutColours)).toEqual([
    [
      "   1.2  dropping  disconnected  the link was lost without a close frame; again",
      "                                in 0.9 s",
    ],
  ]);
});

test("in a narrow terminal the reason stands below what happened", () => {
  expect(eventLines([LONG], 39, withoutColours)).toEqual([
    [
      "   1.2  dropping  disconnected",
      "        the link was lost without a",
      "        close frame; again in 0.9 s",
    ],
  ]);
});

test("an event is shown whole or not at all", () => {
  const short = { ...EVENT, detail: "brief" };
  const size = { columns: 39, rows: 4 };
  expect(latestLines([LONG, short], size, withoutColours)).toEqual([
    "   1.2  dropping  disconnected",
    "        brief",
  ]);
  expect(latestLines([short, LONG], size, withoutColours)).toHaveLength(3);
});

test("text is broken between words, and a word that is too long is cut", () => {
  expect(wrap("one two three", 7)).toEqual(["one two", "three"]);
  expect(wrap("abcdefgh ij", 4)).toEqual(["abc…", "ij"]);
  expect(wrap("", 4)).toEqual([""]);
});

const HABITS = new Map([
  ["steady", "says the same, again and again"],
  ["dropping", "hangs up"],
]);

test.each([40, 80, 120])(
  "in %d columns a line below each row says what its server does",
  (columns) => {
    const size = { columns: columns - 1, rows: 24 };
    const lines = picture(scene({ habits: HABITS }), size, withoutColours);
    expect(lines[3]).toMatch(/^ ● steady/);
    expect(lines[4]).toBe("   says the same, again and again");
    expect(lines[5]).toMatch(/^ ○ dropping/);
    expect(lines[6]).toBe("   hangs up");
  },
);

test("a low terminal shows events instead of what servers do", () => {
  const lines = picture(scene({ habits: HABITS }), { columns: 79, rows: 15 }, withoutColours);
  expect(lines.join("\n")).toContain("hangs up");
  const low = picture(scene({ habits: HABITS }), { columns: 79, rows: 14 }, withoutColours);
  expect(low.join("\n")).not.toContain("hangs up");
});

test("in 40 columns the sum is whole, and the ruler says how to quit", () => {
  const stats = { received: 1_231_504, dropped: 0, queued: 336 };
  const sample = { elapsed: 0, rows: [row({ stats, read: 1_231_168 })] };
  const lines = picture(scene({ sample }), { columns: 39, rows: 24 }, withoutColours);
  expect(lines.at(-1)).toBe(" read 1.2M, waiting 336, dropped 0");
  expect(lines.at(-2)).toMatch(/^ ── q quits ─+$/);
});

test("colours are for terminals, and not where NO_COLOR is set", () => {
  expect(paintFor({ isTTY: true }, {})).toBe(withColours);
  expect(paintFor({ isTTY: true }, { NO_COLOR: "" })).toBe(withColours);
  expect(paintFor({ isTTY: true }, { NO_COLOR: "1" })).toBe(withoutColours);
  expect(paintFor({}, {})).toBe(withoutColours);
});

test("colours have no width: without them the text is the same", () => {
  const plain = tableLines(ROWS, 100, withoutColours).join("\n");
  const coloured = tableLines(ROWS, 100, withColours).join("\n");
  expect(coloured).not.toBe(plain);
  // The escapes that colour a terminal begin with a control character.
  // oxlint-disable-next-line no-control-regex
  expect(coloured.replace(/\u001B\[[0-9;]*m/g, "")).toBe(plain);
});
