// The picture: nothing is wider or longer than the terminal, and what matters most stays longest.

import { expect, test } from "vitest";
import { eventLines } from "../../src/screen/event-lines.ts";
import { clip, fit } from "../../src/screen/fit.ts";
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
  return { sample, events, duration: undefined, hint: "q quits", ...given };
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
  expect(lines[7]).toBe("    1.2  dropping  disconnected  service restart (1012)");
  expect(lines[9]).toMatch(/^ received 0 = read 0 \+ waiting 0 \+ dropped 7 +q quits$/);
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
  expect(first?.indexOf(" x")).toBe(second?.indexOf(" x"));
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
