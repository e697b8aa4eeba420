// What signals of the environment do to a connected link.

import { describe, expect, test } from "vitest";
import type { Signal } from "../../src/environment.ts";
import { step } from "../../src/session/table.ts";
import { env, options, activity } from "./support/session-options.ts";
import { connected, dialing, memory, waiting } from "./support/states.ts";

const signal = (name: Signal) => ({ type: "signal", signal: name }) as const;

const WAKING = ["online", "visible", "woken"] as const;

const hidden = memory({ hidden: true });

/** The peer was last heard at 400, which is 600 ms ago. */
const quiet = (liveness: "ping" | "probe" | "passive" | "none") =>
  env({ liveness, activity: activity(400) });

const arm = (alarm: "keepalive" | "redial", ms: number) => ({ do: "arm", alarm, ms }) as const;

/** Of a link whose peer is not asked. */
const unasked = { nextAskAt: Infinity };
/** Of a link that is not judged either. */
const unjudged = { nextAskAt: Infinity, alarmAt: Infinity };

describe("a live link", () => {
  test.each(WAKING)("is asked at once when %s, and judged in 5 s", (name) => {
    const [state, ...effects] = step(connected({ silenceStart: 0 }), signal(name), quiet("ping"));
    expect(state).toMatchObject({ in: "connected", doubtedAt: 1_000 });
    expect(effects).toEqual([{ do: "ping" }, arm("keepalive", 5_000)]);
  });

  test.each(WAKING)("is asked by probe when %s, where there are no pings", (name) => {
    const [, ...effects] = step(connected(), signal(name), quiet("probe"));
    expect(effects).toEqual([{ do: "probe" }, arm("keepalive", 5_000)]);
  });

  test.each(WAKING)("that cannot be asked is not doubted when %s", (name) => {
    const [state, ...effects] = step(connected(), signal(name), quiet("passive"));
    expect(state).toEqual(connected({ ...unasked, alarmAt: 21_000 }));
    expect(effects).toEqual([arm("keepalive", 20_000)]);
  });

  test.each(WAKING)("is left alone when %s, where silence is not judged", (name) => {
    const state = connected(unjudged);
    expect(step(state, signal(name), quiet("none"))).toEqual([state]);
  });

  test.each(WAKING)("is not doubted when %s while it is paused: it hears nothing", (name) => {
    const [state] = step(connected({ paused: true }), signal(name), quiet("ping"));
    expect(state).toEqual(connected({ paused: true }));
  });

  test("is judged sooner where its silence would have ended it sooner", () => {
    const impatient = {
      ...quiet("ping"),
      options: options({ keepaliveTimeout: 3_000 }),
      now: 3_000,
    };
    const [, ...effects] = step(connected({ silenceStart: 0 }), signal("online"), impatient);
    // Heard at 400, so the deadline is 3,400.
    expect(effects).toContainEqual(arm("keepalive", 400));
  });

  test("that is in doubt is asked again, but not judged later", () => {
    const state = connected({ doubtedAt: 500 });
    expect(step(state, signal("online"), quiet("ping"))).toEqual([
      { ...state, alarmAt: 5_500 },
      { do: "ping" },
      arm("keepalive", 4_500),
    ]);
  });

  test("whose doubt was lifted by a heartbeat can be doubted again", () => {
    const heard = env({ activity: activity(800) });
    const [state] = step(connected({ doubtedAt: 500 }), signal("online"), heard);
    expect(state).toEqual(connected({ doubtedAt: 1_000, alarmAt: 6_000 }));
  });

  test("has its silence counted anew and is doubted anew when woken: time asleep is not the peer's silence", () => {
    const state = connected({ silenceStart: 0, doubtedAt: 500 });
    const [next, ...effects] = step(state, signal("woken"), { ...quiet("ping"), now: 90_000 });
    expect(next).toMatchObject({ silenceStart: 90_000, doubtedAt: 90_000, nextAskAt: 100_000 });
    expect(effects).toContainEqual(arm("keepalive", 5_000));
  });

  test("is treated the same when the page is visible again, as no probes were sent meanwhile", () => {
    const state = connected({ silenceStart: 0, doubtedAt: 500, memory: hidden });
    const [next] = step(state, signal("visible"), quiet("probe"));
    expect(next).toEqual(connected({ doubtedAt: 1_000, alarmAt: 6_000 }));
  });

  test("has its silence counted on when the page was visible all the time", () => {
    const [next] = step(connected({ silenceStart: 0 }), signal("visible"), quiet("ping"));
    expect(next).toMatchObject({ silenceStart: 0, doubtedAt: 1_000 });
  });

  test("is asked and neither closed nor judged when offline", () => {
    expect(step(connected(), signal("offline"), quiet("ping"))).toEqual([
      connected(),
      { do: "ping" },
    ]);
    expect(step(connected(), signal("offline"), quiet("passive"))).toEqual([connected()]);
  });

  test("is closed and told when the page freezes, and the session waits for the page", () => {
    expect(step(connected(), signal("frozen"), env())).toEqual([
      waiting({ until: 1_000, blockedBy: "frozen", automatic: false }),
      { do: "abandon" },
      {
        do: "emit",
        event: {
          type: "disconnected",
          dial: 1,
          failure: { phase: "live", kind: "frozen" },
          retryIn: undefined,
        },
      },
    ]);
  });
});

describe("a hidden page", () => {
  test("sends no probes and judges no silence in mode `probe`", () => {
    expect(step(connected(), signal("hidden"), quiet("probe"))).toEqual([
      connected({ memory: hidden, ...unjudged }),
      { do: "disarm", alarm: "keepalive" },
    ]);
  });

  test.each(["online", "woken", "offline"] as const)("sends no probe when %s either", (name) => {
    const [state, ...effects] = step(
      connected({ memory: hidden, ...unjudged }),
      signal(name),
      quiet("probe"),
    );
    expect(state).toEqual(connected({ memory: hidden, ...unjudged }));
    expect(effects).toEqual([]);
  });

  test.each(["ping", "passive", "none"] as const)("changes no alarm in mode `%s`", (liveness) => {
    expect(step(connected(), signal("hidden"), quiet(liveness))).toEqual([
      connected({ memory: hidden }),
    ]);
  });

  test("allows at least 75 s of silence in mode `passive`", () => {
    const due = { type: "due", alarm: "keepalive" } as const;
    const state = connected({ memory: hidden, ...unasked, alarmAt: 76_000 });
    const at = (now: number) => step(state, due, { ...quiet("passive"), now });
    expect(at(75_999)).toEqual([state, arm("keepalive", 1)]);
    expect(at(76_000)[0].in).toBe("waiting");
  });

  test("allows the `keepaliveTimeout` where that is longer", () => {
    const patient = { ...quiet("passive"), options: options({ keepaliveTimeout: 100_000 }) };
    const state = connected({ memory: hidden, ...unasked, alarmAt: 101_000 });
    const due = { type: "due", alarm: "keepalive" } as const;
    expect(step(state, due, { ...patient, now: 100_999 })).toEqual([state, arm("keepalive", 1)]);
  });

  test("allows no more silence in mode `ping`, as pings go on", () => {
    const due = { type: "due", alarm: "keepalive" } as const;
    const late = { ...quiet("ping"), now: 21_000 };
    expect(step(connected({ memory: hidden }), due, late)[0].in).toBe("waiting");
  });

  test("that is visible again sends a probe at once", () => {
    const [state, ...effects] = step(
      connected({ memory: hidden, ...unjudged }),
      signal("visible"),
      quiet("probe"),
    );
    expect(state).toEqual(connected({ doubtedAt: 1_000, alarmAt: 6_000 }));
    expect(effects).toEqual([{ do: "probe" }, arm("keepalive", 5_000)]);
  });

  test("connects without asking and without judging in mode `probe`", () => {
    const opened = { type: "opened", dial: 1, protocol: "" } as const;
    const [, ...effects] = step(dialing({ memory: hidden }), opened, quiet("probe"));
    expect(effects).toEqual([{ do: "emit", event: { type: "connected", dial: 1, protocol: "" } }]);
  });
});

describe("a loop that was held up for a moment", () => {
  test("counts a link's silence anew and asks at once, as after sleep", () => {
    const state = connected({ silenceStart: 0 });
    const [next, ...effects] = step(state, signal("stalled"), env({ activity: activity(0) }));
    expect(next).toMatchObject({ silenceStart: 1_000, doubtedAt: 1_000 });
    expect(effects[0]).toEqual({ do: "ping" });
  });

  test("ends no wait", () => {
    expect(step(waiting(), signal("stalled"), env())).toEqual([waiting()]);
  });
});
