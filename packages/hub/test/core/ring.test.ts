// What a ring says of a position, and what only the engine can say.

import { expect, test } from "vitest";
import { Ring } from "../../src/core/ring.ts";
import { payloadOf, Publication } from "../../src/payload.ts";

const at = (offset: number, time?: number) => ({
  epoch: "e",
  offset,
  ...(time !== undefined && { time }),
});

/** With the messages at these offsets, each published at ten times its offset. */
function ringOf(begin: ReturnType<typeof at>, ...offsets: number[]): Ring {
  const ring = new Ring(10, begin);
  for (const offset of offsets) {
    const payload = payloadOf({ type: "event", json: "1" });
    const position = { ...at(offset), previous: offset - 1, time: 10 * offset };
    ring.push(
      new Publication({ channel: "c", payload, ...position }, { type: "event", json: "1" }),
    );
  }
  return ring;
}

const offsetsOf = (found: readonly Publication[] | undefined): number[] | undefined =>
  found?.map(({ message }) => message.offset);

test("a ring has what follows a position of its history, and not of another one", () => {
  const ring = ringOf(at(2, 20), 3, 4);
  expect(offsetsOf(ring.after(at(2, 20)))).toEqual([3, 4]);
  expect(offsetsOf(ring.after(at(4, 40)))).toEqual([]);
  for (const other of [at(1, 10), at(2, 21), at(3, 31), at(5, 50)])
    expect(ring.after(other)).toBeUndefined();
});

test("of a begin whose time is not known, only the engine knows to which history a position belongs", () => {
  const ring = ringOf(at(2), 3);
  expect(ring.after(at(2, 20))).toBeUndefined();
  expect(offsetsOf(ring.behind(at(2, 20)))).toEqual([3]);
  expect(offsetsOf(ring.after(at(2)))).toEqual([3]);
});
