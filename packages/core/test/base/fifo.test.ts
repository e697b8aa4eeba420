// The array with a head index, against a plain list.

import { describe, expect, test } from "vitest";
import { Fifo } from "../../src/base/fifo.ts";
import { SeededRandom } from "../../src/testing/seeded-random.ts";
import { names } from "../inbox/support/world.ts";

function filled(count: number): Fifo<string> {
  const fifo = new Fifo<string>();
  for (const name of names("a", count)) fifo.push(name);
  return fifo;
}

describe("a fifo", () => {
  test("gives what was put in, oldest first, then nothing", () => {
    const fifo = filled(3);
    expect(fifo.size).toBe(3);
    expect(names("a", 3).map(() => fifo.shift())).toEqual(names("a", 3));
    expect(fifo.size).toBe(0);
    expect(fifo.shift()).toBeUndefined();
    expect(fifo.size).toBe(0);
  });

  test("hands over its array where all is taken that was put in", () => {
    const fifo = filled(1_000);
    expect(fifo.shiftMany(1_000)).toEqual(names("a", 1_000));
    fifo.push("next");
    expect(fifo.size).toBe(1);
    expect(fifo.shift()).toBe("next");
  });

  test.each([1, 2, 3, 4, 5])("is a list through any life (seed %i)", (seed) => {
    const random = new SeededRandom(seed);
    const fifo = new Fifo<string>();
    const list: string[] = [];
    let [pushed, popped] = [0, 0];
    for (let step = 0, next = 0; step < 5_000; step++) {
      const dice = random.next();
      const count = Math.min(list.length, 1 + random.int(random.chance(0.1) ? 400 : 20));
      const least = Math.min(count, 3);
      if (dice < 0.6) {
        const text = `m${next++}`;
        list.push(text);
        fifo.push(text);
        pushed++;
      } else if (list.length === 0) expect(fifo.shift()).toBeUndefined();
      else if (dice < 0.9) expect(fifo.shift()).toBe(list.shift());
      else if (dice < 0.91) {
        fifo.put(least - 1, "put");
        list[least - 1] = "put";
      } else if (dice < 0.98) expect(fifo.shiftMany(count)).toEqual(list.splice(0, count));
      else {
        expect(fifo.popMany(least)).toEqual(list.splice(list.length - least));
        popped += least;
      }
      expect(fifo.size).toBe(list.length);
      expect(fifo.removed).toBe(pushed - popped - list.length);
    }
  });
});
