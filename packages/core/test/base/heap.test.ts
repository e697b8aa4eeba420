// The heap, against a list that is searched for its smallest.
import { describe, expect, it } from "vitest";
import { Heap, type HeapEntry } from "../../src/base/heap.ts";
import { SeededRandom } from "../../src/testing/seeded-random.ts";

const entry = (key: number): HeapEntry => ({ key, index: -1 });

/** Takes all out, smallest first. */
function drain(heap: Heap<HeapEntry>): number[] {
  const keys: number[] = [];
  for (let first = heap.first; first !== undefined; first = heap.first) {
    keys.push(first.key);
    heap.remove(first);
  }
  return keys;
}

describe("a heap", () => {
  it("has no first while it is empty", () => {
    expect(new Heap().first).toBeUndefined();
  });

  it("gives its entries in the order of their keys", () => {
    const heap = new Heap<HeapEntry>();
    for (const key of [5, 1, 4, 1, 3, 9, 2, 6]) heap.place(entry(key));
    expect(drain(heap)).toEqual([1, 1, 2, 3, 4, 5, 6, 9]);
  });

  it("lets any entry leave, which then knows that it is out", () => {
    const keys = [5, 1, 4, 3, 9, 2, 6, 7, 8];
    for (const key of keys) {
      const heap = new Heap<HeapEntry>();
      const entries = keys.map(entry);
      for (const each of entries) heap.place(each);
      const leaving = entries[keys.indexOf(key)] as HeapEntry;
      heap.remove(leaving);
      expect(leaving.index).toBe(-1);
      heap.remove(leaving);
      const left = keys.filter((other) => other !== key);
      expect(drain(heap)).toEqual(left.toSorted((a, b) => a - b));
    }
  });

  it("takes an entry again that has left", () => {
    const heap = new Heap<HeapEntry>();
    const one = entry(1);
    heap.place(one);
    heap.remove(one);
    heap.place(one);
    expect(heap.first).toBe(one);
  });

  it.each([1, 2, 3])("keeps its order through any life (seed %d)", (seed) => {
    const random = new SeededRandom(seed);
    const heap = new Heap<HeapEntry>();
    const model = new Set<HeapEntry>();
    for (let i = 0; i < 2_000; i++) {
      const roll = random.next();
      if (roll < 0.4 || model.size === 0) {
        const one = entry(random.int(100));
        model.add(one);
        heap.place(one);
      } else {
        const one = random.pick([...model]);
        if (roll < 0.7) {
          one.key = random.int(100);
          heap.place(one);
        } else {
          model.delete(one);
          heap.remove(one);
        }
      }
      expect(heap.first?.key).toBe(
        model.size === 0 ? undefined : Math.min(...Array.from(model, ({ key }) => key)),
      );
    }
    expect(drain(heap)).toEqual(Array.from(model, ({ key }) => key).toSorted((a, b) => a - b));
  });
});
