// The iterators of pool.events: given up by a signal, bounded, and let go when they are dropped.

import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { afterEach, beforeAll, describe, expect, test, vi } from "vitest";
import { BackpressureError, ConfigError } from "../../src/errors.ts";
import { ManualClock } from "../../src/testing/manual-clock.ts";
import { EventLog } from "../../src/pool/event-log.ts";
import type { PoolEvent } from "../../src/pool/events.ts";

let collect: () => void;

beforeAll(() => {
  setFlagsFromString("--expose-gc");
  collect = runInNewContext("gc") as () => void;
});

afterEach(() => vi.unstubAllGlobals());

const record = (at: number): PoolEvent => ({ type: "warning", at, message: "" });

const atOf = ({ value }: IteratorResult<PoolEvent, undefined>): number | undefined => value?.at;

async function isGone(ref: WeakRef<object>): Promise<boolean> {
  for (let round = 0; round < 50 && ref.deref() !== undefined; round++) {
    await new Promise(setImmediate);
    collect();
  }
  return ref.deref() === undefined;
}

describe("an iterator that is dropped without return()", () => {
  test("was held by its log with all that it had not read: it is let go", async () => {
    const log = new EventLog(8, new ManualClock());
    const drop = async (): Promise<WeakRef<object>> => {
      const events = log[Symbol.asyncIterator]();
      const read = events.next();
      log.push(record(1));
      expect(atOf(await read)).toBe(1);
      return new WeakRef(events);
    };
    const dropped = await drop();
    log.push(record(2));
    expect(await isGone(dropped)).toBe(true);
    log.push(record(3));
  });

  test("goes on while a loop waits in it, although nobody else holds it", async () => {
    const log = new EventLog(8, new ManualClock());
    const read: number[] = [];
    void (async () => {
      for await (const { at } of log) read.push(at);
    })();
    for (let at = 0; at < 5; at++) {
      await new Promise(setImmediate);
      collect();
      log.push(record(at));
    }
    await new Promise(setImmediate);
    expect(read).toEqual([0, 1, 2, 3, 4]);
  });

  test("is held where the platform has no WeakRef, and hears as ever", async () => {
    vi.stubGlobal("WeakRef", undefined);
    const log = new EventLog(8, new ManualClock());
    const events = log[Symbol.asyncIterator]();
    log.push(record(1));
    expect(atOf(await events.next())).toBe(1);
  });

  test("is no burden for those that are made later, however many were returned", async () => {
    const log = new EventLog(8, new ManualClock());
    for (let count = 0; count < 100; count++) await log[Symbol.asyncIterator]().return?.();
    const events = log[Symbol.asyncIterator]();
    log.push(record(1));
    expect(atOf(await events.next())).toBe(1);
  });
});

describe("a signal", () => {
  test("takes open calls of its iterator back, and later ones reject too", async () => {
    const log = new EventLog(8, new ManualClock());
    const controller = new AbortController();
    const given = log.records({ signal: controller.signal })[Symbol.asyncIterator]();
    const stays = log[Symbol.asyncIterator]();
    const reads = [given.next(), given.next()];
    controller.abort("over");
    for (const read of reads) await expect(read).rejects.toBe("over");
    log.push(record(1));
    await expect(given.next()).rejects.toBe("over");
    expect(atOf(await stays.next())).toBe(1);
  });

  test("that does not abort changes nothing, and one that is none is refused", async () => {
    const log = new EventLog(8, new ManualClock());
    const events = log.records({ signal: new AbortController().signal })[Symbol.asyncIterator]();
    const plain = log.records()[Symbol.asyncIterator]();
    log.push(record(1));
    log.end();
    for (const each of [events, plain]) {
      expect(atOf(await each.next())).toBe(1);
      expect((await each.next()).done).toBe(true);
    }
    expect(() => log.records({ signal: 1 as never })).toThrow(ConfigError);
  });
});

test("1,024 calls may be open over all iterators, and one more is refused", async () => {
  const log = new EventLog(8, new ManualClock());
  const iterators = Array.from({ length: 1_025 }, () => log[Symbol.asyncIterator]());
  const reads = iterators.map((each) => each.next());
  await expect(reads.at(-1)).rejects.toThrow(BackpressureError);
  log.push(record(1));
  expect(new Set((await Promise.all(reads.slice(0, -1))).map(atOf))).toEqual(new Set([1]));
  expect(atOf(await (iterators.at(-1) as AsyncIterator<PoolEvent, undefined>).next())).toBe(1);
});
