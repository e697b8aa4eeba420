// Records that several loops read, each at its own pace.

import { describe, expect, test } from "vitest";
import { type LogRecord, RecordLog } from "../../src/base/record-log.ts";
import { ConfigError } from "../../src/errors.ts";
import { ManualClock } from "../../src/testing/index.ts";

interface Numbered extends LogRecord {
  readonly at: number;
}

const newLog = (): RecordLog<Numbered> => new RecordLog("numbers", new ManualClock());
const open = (records: AsyncIterable<Numbered>): AsyncIterator<Numbered, undefined> =>
  records[Symbol.asyncIterator]() as AsyncIterator<Numbered, undefined>;

async function all(records: AsyncIterator<Numbered, undefined>): Promise<Numbered[]> {
  const read: Numbered[] = [];
  for (let next = await records.next(); next.done !== true; next = await records.next())
    read.push(next.value);
  return read;
}

describe("a log of records", () => {
  test("gives each record to every loop, from when it began, until the log ends", async () => {
    const log = newLog();
    const first = open(log.read({ capacity: 8 }));
    log.push({ at: 1 });
    const second = open(log.read({ capacity: 8 }));
    log.push({ at: 2 });
    log.end();
    expect(await all(first)).toEqual([{ at: 1 }, { at: 2 }]);
    expect(await all(second)).toEqual([{ at: 2 }]);
  });

  test("tells a loop what it is told first, also more than its queue holds and behind the end", async () => {
    const log = newLog();
    log.end();
    const first = (): Numbered[] => [{ at: 1 }, { at: 2 }];
    expect(await all(open(log.read({ capacity: 1, first })))).toEqual([{ at: 1 }, { at: 2 }]);
  });

  test("tells a loop that reads too slowly how many it has missed, and the others nothing of it", async () => {
    const log = newLog();
    const [slow, quick] = [open(log.read({ capacity: 2 })), open(log.read({ capacity: 8 }))];
    for (let at = 1; at <= 5; at++) log.push({ at });
    log.end();
    const got = await all(slow);
    expect(got).toEqual([{ at: 4, missed: 3 }, { at: 5 }]);
    expect(Object.isFrozen(got[0])).toBe(true);
    expect(await all(quick)).toEqual([1, 2, 3, 4, 5].map((at) => ({ at })));
  });

  test("refuses the 1,025th loop, and lets one in for each that is over: by its end, or by its signal", async () => {
    const log = newLog();
    const stop = new AbortController();
    const left = open(log.read({ capacity: 1 }));
    const aborted = open(log.read({ capacity: 1, signal: stop.signal }));
    for (let others = 2; others < 1_024; others++) open(log.read({ capacity: 1 }));
    const one = (): unknown => open(log.read({ capacity: 1 }));
    expect(one).toThrow(ConfigError);
    await left.return?.();
    expect(one).not.toThrow();
    expect(one).toThrow(ConfigError);
    stop.abort(new Error("enough"));
    await expect(aborted.next()).rejects.toThrow("enough");
    expect(one).not.toThrow();
    expect(one).toThrow(ConfigError);
  });

  test("gives a loop that is over nothing more", async () => {
    const log = newLog();
    const records = open(log.read({ capacity: 1 }));
    await records.return?.();
    log.push({ at: 1 });
    expect(await records.next()).toEqual({ done: true, value: undefined });
  });
});
