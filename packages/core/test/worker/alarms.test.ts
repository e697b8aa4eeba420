// The alarms of one session: at most one of each name, and none that its state does not list.
import { beforeEach, describe, expect, it } from "vitest";
import { AlarmClock } from "../../src/base/alarm-clock.ts";
import { ManualClock } from "../../src/testing/manual-clock.ts";
import { Alarms } from "../../src/worker/alarms.ts";

let clock: ManualClock;
let timers: AlarmClock;
let alarms: Alarms;
let due: [string, number][];

beforeEach(() => {
  clock = new ManualClock();
  due = [];
  timers = new AlarmClock(clock, { gap: () => {}, threw: () => {} });
  alarms = new Alarms({
    sessionOwner: { timers },
    post: ({ alarm }) => due.push([alarm, clock.now()]),
  });
});

describe("an alarm", () => {
  it("is due by its name, once", () => {
    alarms.arm("stable", 10);
    alarms.arm("keepalive", 20);
    clock.advance(100);
    expect(due).toEqual([
      ["stable", 10],
      ["keepalive", 20],
    ]);
  });

  it("that is armed again moves", () => {
    alarms.arm("stable", 10);
    alarms.arm("stable", 30);
    clock.advance(100);
    expect(due).toEqual([["stable", 30]]);
  });

  it("that is disarmed is not due", () => {
    alarms.arm("stable", 10);
    alarms.disarm("stable");
    expect(clock.pending).toBe(0);
  });

  it("that was never armed can be disarmed", () => {
    alarms.disarm("stable");
    expect(clock.pending).toBe(0);
  });

  it("may be armed again while it is due", () => {
    const again = new Alarms({
      sessionOwner: { timers },
      post({ alarm }) {
        due.push([alarm, clock.now()]);
        if (due.length < 3) again.arm(alarm, 10);
      },
    });
    again.arm("stable", 10);
    clock.advance(25);
    expect(due.map(([, at]) => at)).toEqual([10, 20]);
    again.disarm("stable");
    expect(clock.pending).toBe(0);
  });

  it("that was due leaves nothing behind", () => {
    alarms.arm("stable", 10);
    clock.advance(10);
    alarms.arm("stable", 10);
    alarms.keepOnly({});
    expect(clock.pending).toBe(0);
  });
});

describe("a change of state", () => {
  it("disarms what the new state does not list, and keeps what it does", () => {
    alarms.arm("dial", 10);
    alarms.arm("keepalive", 10);
    alarms.arm("drain", 10);
    alarms.keepOnly({ dial: true, drain: true });
    clock.advance(10);
    expect(due.map(([alarm]) => alarm)).toEqual(["dial", "drain"]);
  });

  it("to one without alarms disarms all", () => {
    for (const alarm of ["dial", "keepalive", "stable", "close"] as const) alarms.arm(alarm, 10);
    alarms.keepOnly({});
    expect(clock.pending).toBe(0);
  });
});
