// The array with a head index, against a plain list.

import { describe, expect, test } from "vitest";
import { Backlog } from "../../src/inbox/backlog.ts";
import type { InboxMessage } from "../../src/inbox/message.ts";
import { SeededRandom } from "../../src/testing/seeded-random.ts";
import { names, textOf } from "./support/world.ts";

function messageOf(data: string | Uint8Array): InboxMessage {
  return { data } as InboxMessage;
}

function filled(count: number): Backlog {
  const backlog = new Backlog();
  for (const name of names("a", count)) backlog.push(messageOf(name), name.length);
  return backlog;
}

describe("a backlog", () => {
  test("gives what was put in, oldest first", () => {
    const backlog = filled(3);
    expect([backlog.size, backlog.bytes]).toEqual([3, 6]);
    expect(names("a", 3).map(() => textOf(backlog.shift()))).toEqual(names("a", 3));
    expect([backlog.size, backlog.bytes]).toEqual([0, 0]);
  });

  test("hands over its array where all is taken that was put in", () => {
    const backlog = filled(1_000);
    expect(backlog.shiftMany(1_000).map(textOf)).toEqual(names("a", 1_000));
    backlog.push(messageOf("next"), 4);
    expect([backlog.size, backlog.bytes]).toEqual([1, 4]);
    expect(textOf(backlog.shift())).toBe("next");
  });

  test("counts bytes of binary messages by their views", () => {
    const backlog = new Backlog();
    const view = new Uint8Array(new ArrayBuffer(100), 10, 5);
    backlog.push(messageOf(view), 5);
    backlog.push(messageOf("abc"), 3);
    backlog.shift();
    expect(backlog.bytes).toBe(3);
  });

  test.each([1, 2, 3, 4, 5])("is a list through any life (seed %i)", (seed) => {
    const random = new SeededRandom(seed);
    const backlog = new Backlog();
    const list: string[] = [];
    for (let step = 0, next = 0; step < 5_000; step++) {
      const dice = random.next();
      const count = Math.min(list.length, 1 + random.int(random.chance(0.1) ? 400 : 20));
      if (dice < 0.6) {
        const text = `m${next++}`;
        list.push(text);
        backlog.push(messageOf(text), text.length);
      } else if (list.length === 0) continue;
      else if (dice < 0.9) expect(textOf(backlog.shift())).toBe(list.shift());
      else if (dice < 0.98)
        expect(backlog.shiftMany(count).map(textOf)).toEqual(list.splice(0, count));
      else backlog.popMany(list.splice(list.length - Math.min(count, 3)).length);
      expect([backlog.size, backlog.bytes]).toEqual([list.length, list.join("").length]);
    }
  });
});
