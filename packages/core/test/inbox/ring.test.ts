// The circle of those that take turns.

import { describe, expect, test } from "vitest";
import { type Linked, Ring } from "../../src/inbox/ring.ts";
import { SeededRandom } from "../../src/testing/seeded-random.ts";

class Item implements Linked<Item> {
  next: Item = this;
  previous: Item = this;
  readonly name: string;

  constructor(name: string) {
    this.name = name;
  }
}

function ringOf(names: string): [Ring<Item>, ...Item[]] {
  const ring = new Ring<Item>();
  const items = names.split("").map((name) => new Item(name));
  for (const item of items) ring.add(item);
  return [ring, ...items];
}

function show(ring: Ring<Item>): string {
  return ring
    .list()
    .map(({ name }) => name)
    .join("");
}

describe("a ring", () => {
  test("is empty at first, and has nobody whose turn could end", () => {
    const ring = new Ring<Item>();
    ring.turn();
    expect([ring.first, ring.size, show(ring)]).toEqual([undefined, 0, ""]);
  });

  test("lets a new one be the last", () => {
    const [ring] = ringOf("abc");
    ring.turn();
    ring.add(new Item("d"));
    expect(show(ring)).toBe("bcad");
  });

  test("begins a whole turn for whoever comes next, by a turn's end or by leaving", () => {
    const [ring, a, b] = ringOf("abc") as [Ring<Item>, Item, Item];
    ring.left -= 3;
    ring.turn();
    expect([ring.first, ring.left]).toEqual([b, 8]);
    ring.left--;
    ring.remove(a);
    expect([ring.first, ring.left]).toEqual([b, 7]);
    ring.remove(b);
    expect(ring.left).toBe(8);
  });

  test("gives the turn of who leaves to the next one", () => {
    const [ring, a, b, c] = ringOf("abc") as [Ring<Item>, Item, Item, Item];
    ring.remove(a);
    expect(show(ring)).toBe("bc");
    ring.remove(c);
    expect(show(ring)).toBe("b");
    ring.remove(b);
    expect([show(ring), ring.first, ring.size]).toEqual(["", undefined, 0]);
  });

  test("holds on to nobody through who has left", () => {
    const [ring, , b] = ringOf("abc") as [Ring<Item>, Item, Item];
    ring.remove(b);
    expect([b.next, b.previous]).toEqual([b, b]);
    ring.add(b);
    expect(show(ring)).toBe("acb");
  });

  test.each([1, 2, 3])("is a list through any life (seed %i)", (seed) => {
    const random = new SeededRandom(seed);
    const ring = new Ring<Item>();
    const list: Item[] = [];
    for (let step = 0; step < 2_000; step++) {
      const dice = random.next();
      if (dice < 0.4) {
        const item = new Item(String.fromCharCode(97 + (step % 26)));
        ring.add(item);
        list.push(item);
      } else if (list.length === 0) continue;
      else if (dice < 0.7) {
        ring.turn();
        list.push(list.shift() as Item);
      } else ring.remove(list.splice(random.int(list.length), 1)[0] as Item);
      expect(ring.list()).toEqual(list);
      expect(ring.first).toBe(list[0]);
    }
  });
});
