// The clock of a pool: any number of alarms on one timer, and fair to those that are late.
import { beforeEach, describe, expect, it } from "vitest";
import { AlarmClock } from "../../src/base/alarm-clock.ts";
import { type Clock, systemClock, type Timer } from "../../src/base/clock.ts";
import { ManualClock } from "../../src/testing/manual-clock.ts";
import { SeededRandom } from "../../src/testing/seeded-random.ts";

let source: ManualClock;
let clock: AlarmClock;
let said: (number | string)[];
let errors: unknown[];
let onGap: () => void;

beforeEach(() => {
  source = new ManualClock();
  said = [];
  errors = [];
  onGap = () => {};
  clock = new AlarmClock(source, {
    gap() {
      said.push("gap");
      onGap();
    },
    threw: (error) => errors.push(error),
  });
});

/** Schedules one alarm that says its name. */
const say = (delay: number, name: number | string = delay): Timer =>
  clock.schedule(delay, () => said.push(name));

describe("an alarm", () => {
  it("is due at its time and not before", () => {
    say(10);
    source.advance(9);
    expect(said).toEqual([]);
    source.advance(1);
    expect(said).toEqual([10]);
  });

  it("is due once", () => {
    say(10);
    source.advance(1_000_000);
    expect(said).toEqual([10]);
    expect(source.pending).toBe(0);
  });

  it("is never due before `schedule` has returned", () => {
    say(0);
    say(-5);
    expect(said).toEqual([]);
    source.advance();
    expect(said).toEqual([-5, 0]);
  });

  it("knows the time of its source", () => {
    source.advance(25);
    expect(clock.now()).toBe(25);
    expect(clock.wall()).toBe(source.wall());
  });

  it("may wait for ever", () => {
    say(Infinity);
    expect(source.pending).toBe(0);
    say(10);
    source.advance(10);
    expect(said).toEqual([10]);
    expect(source.pending).toBe(0);
  });

  it("may wait longer than any timer of a platform", () => {
    const delay = 2 ** 32 + 5_000;
    say(delay);
    source.advance(delay - 1);
    expect(said).toEqual([]);
    source.advance(100);
    expect(said).toEqual([delay]);
  });
});

describe("many alarms", () => {
  const delays = [70, 10, 50, 30, 90, 20, 80, 40, 60];

  it("are due in the order of their times", () => {
    for (const delay of delays) say(delay);
    source.advance(100);
    expect(said).toEqual(delays.toSorted((a, b) => a - b));
  });

  it("stay in order when any one of them is cancelled", () => {
    for (const cancelled of delays) {
      said = [];
      const timers = new Map(delays.map((delay) => [delay, say(delay)]));
      timers.get(cancelled)?.cancel();
      source.advance(100);
      const left = delays.filter((delay) => delay !== cancelled);
      expect(said).toEqual(left.toSorted((a, b) => a - b));
    }
  });

  it("have one timer of the platform, at the time of the first", () => {
    for (const delay of delays) {
      say(delay);
      expect(source.pending).toBe(1);
    }
    expect(source.next).toBe(10);
  });

  it("move that timer only when the first of them changes", () => {
    const [first] = [say(10), say(30)];
    first.cancel();
    expect([source.pending, source.next]).toEqual([1, 30]);
    say(20).cancel();
    expect([source.pending, source.next]).toEqual([1, 30]);
  });

  it("leave none when all are cancelled", () => {
    for (const timer of delays.map((delay) => say(delay))) timer.cancel();
    expect(source.pending).toBe(0);
  });
});

describe("cancelling", () => {
  it("is harmless any number of times, also after the alarm was due", () => {
    const timer = say(10);
    say(20);
    source.advance(10);
    timer.cancel();
    timer.cancel();
    source.advance(10);
    expect(said).toEqual([10, 20]);
  });

  it("one alarm inside another that is due in the same turn silences it", () => {
    clock.schedule(10, () => second.cancel());
    const second = say(20);
    source.jump(30);
    source.advance();
    expect(said).toEqual([]);
    expect(source.pending).toBe(0);
  });

  it("oneself while due is harmless", () => {
    const timer = clock.schedule(10, () => {
      timer.cancel();
      said.push("due");
    });
    source.advance(10);
    expect(said).toEqual(["due"]);
  });
});

describe("scheduling while due", () => {
  it("is for a later turn, even without delay", () => {
    clock.schedule(10, () => {
      say(0, "later");
      said.push("first");
    });
    say(10, "same turn");
    source.advance(10);
    expect(said).toEqual(["first", "same turn", "later"]);
  });

  it("arms the platform once, when all have been told", () => {
    clock.schedule(10, () => {
      for (const delay of [50, 40, 30]) say(delay);
      expect(source.pending).toBe(0);
    });
    source.advance(10);
    expect([source.pending, source.next]).toEqual([1, 40]);
  });

  it("makes an interval", () => {
    const again = (): void => {
      said.push(clock.now());
      if (said.length < 4) clock.schedule(10, again);
    };
    clock.schedule(10, again);
    source.advance(1_000);
    expect(said).toEqual([10, 20, 30, 40]);
  });
});

describe("the coarse grid", () => {
  it("rounds alarms from a second on up to a tenth of one, so that they share wake-ups", () => {
    source.advance(7);
    for (const delay of [1_000, 1_031, 1_093]) clock.schedule(delay, () => said.push(clock.now()));
    source.advance(2_000);
    expect(said).toEqual([1_100, 1_100, 1_100]);
  });

  it("leaves alarms below a second as they are", () => {
    source.advance(7);
    clock.schedule(999, () => said.push(clock.now()));
    source.advance(2_000);
    expect(said).toEqual([1_006]);
  });
});

describe("a timer that fires late", () => {
  it("by up to a second is nothing special, nor is a little more: hidden pages run timers once a second", () => {
    say(10);
    source.jump(1_110);
    source.advance();
    expect(said).toEqual([10]);
  });

  it("by more gives what is due one more turn, and tells the gap first, once", () => {
    say(10);
    say(20);
    source.jump(1_111);
    clock.schedule(5, () => said.push("not late"));
    // What waited in the platform has its turn before anything is judged.
    source.schedule(0, () => said.push("a heartbeat"));
    source.advance();
    expect(said).toEqual(["gap", "a heartbeat", 10, 20]);
  });

  it("may have its alarms put off by whoever is told of the gap", () => {
    const timer = say(10);
    onGap = () => {
      timer.cancel();
      say(50);
    };
    source.jump(2_000);
    source.advance();
    expect(said).toEqual(["gap"]);
    source.advance(50);
    expect(said).toEqual(["gap", 50]);
  });

  it("keeps its one turn of grace when something is scheduled in it", () => {
    say(10);
    onGap = () => say(0, "soon");
    source.jump(2_000);
    source.schedule(0, () => said.push("a heartbeat"));
    source.advance();
    expect(said).toEqual(["gap", "a heartbeat", 10, "soon"]);
    expect(source.pending).toBe(0);
  });

  describe("with a turn of the loop that is no timer", () => {
    let turns: (() => void)[];

    beforeEach(() => {
      turns = [];
      const gap = (): void => {
        said.push("gap");
        onGap();
      };
      const platform: Clock = {
        now: () => source.now(),
        wall: () => source.wall(),
        schedule: (delay, due) => source.schedule(delay, due),
        yield: (run) => turns.push(run),
      };
      clock = new AlarmClock(platform, { gap, threw: () => {} });
    });

    const turn = (): void => turns.splice(0).forEach((run) => run());

    it("does not wait for a timer, which hidden pages run once a second or a minute", () => {
      say(10);
      source.jump(2_000);
      source.advance();
      expect([said, source.pending]).toEqual([["gap"], 0]);
      turn();
      expect(said).toEqual(["gap", 10]);
    });

    it("leaves what was put off until then alone", () => {
      const timer = say(10);
      onGap = () => {
        timer.cancel();
        say(50);
      };
      source.jump(2_000);
      source.advance();
      turn();
      expect(said).toEqual(["gap"]);
      source.advance(50);
      expect(said).toEqual(["gap", 50]);
    });
  });

  it.each([true, false])("is late again after the next sleep (alarms put off: %s)", (putOff) => {
    let timer = say(10);
    onGap = () => {
      if (!putOff) return;
      timer.cancel();
      timer = say(50);
    };
    source.jump(2_000);
    source.advance();
    if (!putOff) say(50);
    source.jump(2_000);
    source.advance();
    expect(said.filter((word) => word === "gap")).toHaveLength(2);
  });

  it("judges after one turn of grace, however late that is", () => {
    say(10);
    onGap = () => source.jump(60_000);
    source.jump(2_000);
    source.advance();
    expect(said).toEqual(["gap", 10]);
  });
});

/** As platforms are: they cut delays, and may run timers at whole seconds only. `now` may be coarse. */
class Platform implements Clock {
  timers = 0;
  readonly #rough: { readonly clamp?: number; readonly coarse?: number };

  constructor(rough: { readonly clamp?: number; readonly coarse?: number } = {}) {
    this.#rough = rough;
  }

  now(): number {
    const { coarse = 0 } = this.#rough;
    return coarse === 0 ? source.now() : Math.floor(source.now() / coarse) * coarse;
  }

  wall(): number {
    return source.wall();
  }

  schedule(delay: number, due: () => void): Timer {
    const { clamp = 0 } = this.#rough;
    const at = source.now() + Math.max(0, Math.trunc(delay));
    this.timers += 1;
    const then = clamp === 0 ? at : Math.ceil(at / clamp) * clamp;
    return source.schedule(then - source.now(), due);
  }
}

describe("a deadline costs one timer", () => {
  const FRACTIONS = [999.7, 0.2, 1.5, 333.3, 999.999, 1_000.4, 5_000.1];

  /** One deadline after the other; tells how many milliseconds each was late. */
  function late(platform: Platform): number[] {
    const gap = (): unknown => said.push("gap");
    const alarms = new AlarmClock(platform, { gap, threw: () => {} });
    return FRACTIONS.map((delay) => {
      source.advance(0.37);
      const at = alarms.now() + delay;
      let dueAt = NaN;
      alarms.schedule(delay, () => (dueAt = alarms.now()));
      source.advance(10_000);
      return dueAt - at;
    });
  }

  it("where the platform cuts the fraction of a delay, and is not early by it", () => {
    const platform = new Platform();
    for (const ms of late(platform)) {
      expect(ms).toBeGreaterThanOrEqual(-1e-3);
      expect(ms).toBeLessThan(101);
    }
    expect(platform.timers).toBe(FRACTIONS.length);
  });

  it("where timers run at whole seconds only, which is no gap", () => {
    const platform = new Platform({ clamp: 1_000 });
    for (const ms of late(platform)) expect(ms).toBeLessThan(1_101);
    expect(platform.timers).toBe(FRACTIONS.length);
    expect(said).toEqual([]);
  });

  it.each([1, 16.67, 100])(
    "where `now` is rounded to %d ms, so that timers look early",
    (coarse) => {
      const platform = new Platform({ coarse });
      for (const ms of late(platform)) expect(ms).toBeGreaterThanOrEqual(-1e-3);
      expect(platform.timers).toBe(FRACTIONS.length);
    },
  );

  it("and its time has come for whoever asks, however coarse the clock is", () => {
    const platform = new Platform({ coarse: 100 });
    const alarms = new AlarmClock(platform, { gap: () => {}, threw: () => {} });
    const times: number[] = [];
    alarms.schedule(50, () => times.push(alarms.now()));
    alarms.schedule(-60, () => times.push(alarms.now()));
    source.advance(60);
    alarms.schedule(-20, () => times.push(alarms.now()));
    source.advance(0);
    expect(times).toEqual([0, 50, 50]);
    expect(platform.now()).toBe(0);
  });

  it("of the real platform", async () => {
    let timers = 0;
    const real = systemClock();
    const counted: Clock = {
      now: () => real.now(),
      wall: () => real.wall(),
      schedule: (delay, due) => (timers++, real.schedule(delay, due)),
    };
    const alarms = new AlarmClock(counted, { gap: () => {}, threw: () => {} });
    for (let index = 0; index < 20; index++)
      await new Promise<void>((due) => void alarms.schedule(1 + index / 7, due));
    expect(timers).toBe(20);
  });
});

describe("an alarm that throws", () => {
  it("harms no other, in this turn and later", () => {
    const error = new Error("mine");
    clock.schedule(10, () => {
      throw error;
    });
    say(10, "next");
    say(20);
    source.advance(20);
    expect(said).toEqual(["next", 20]);
    expect(errors).toEqual([error]);
  });
});

describe("dispose", () => {
  it("leaves nothing pending, and nothing is due any more", () => {
    for (const delay of [10, 20, 5_000]) say(delay);
    clock.dispose();
    expect(source.pending).toBe(0);
    source.advance(10_000);
    expect(said).toEqual([]);
  });

  it("inside an alarm silences those of the same turn", () => {
    clock.schedule(10, () => clock.dispose());
    say(20);
    source.jump(30);
    source.advance();
    expect(said).toEqual([]);
    expect(source.pending).toBe(0);
  });

  it("in the turn of grace leaves nothing pending", () => {
    say(10);
    onGap = () => clock.dispose();
    source.jump(2_000);
    source.advance();
    expect(said).toEqual(["gap"]);
    expect(source.pending).toBe(0);
  });

  it("makes cancelling harmless", () => {
    const timer = say(10);
    clock.dispose();
    timer.cancel();
    expect(source.pending).toBe(0);
  });

  it("is no end: the clock can be used again", () => {
    say(10);
    clock.dispose();
    say(20);
    source.advance(20);
    expect(said).toEqual([20]);
  });
});

describe("a random life", () => {
  it.each([1, 2, 3, 4, 5])("is that of a sorted list (seed %d)", (seed) => {
    const random = new SeededRandom(seed);
    const model = new Map<number, { at: number; timer: Timer }>();
    const due = new Map<number, number>();
    for (let name = 0; name < 2_000; name++) {
      const roll = random.next();
      if (roll < 0.5) {
        const delay = random.chance(0.8) ? random.int(900) : 1_000 + random.int(3_000);
        const at = clock.now() + delay;
        const timer = clock.schedule(delay, () => due.set(name, clock.now()));
        model.set(name, { at: delay < 1_000 ? at : Math.ceil(at / 100) * 100, timer });
      } else if (roll < 0.8 && model.size > 0) {
        const cancelled = random.pick([...model.keys()]);
        model.get(cancelled)?.timer.cancel();
        model.delete(cancelled);
      } else {
        source.advance(random.int(200));
        for (const [name, { at }] of model) {
          if (at > clock.now()) continue;
          expect(due.get(name)).toBe(at);
          due.delete(name);
          model.delete(name);
        }
      }
      const first = Math.min(...Array.from(model.values(), ({ at }) => at));
      expect(source.next).toBe(model.size === 0 ? undefined : first);
      expect(source.pending).toBe(model.size === 0 ? 0 : 1);
    }
    expect([...due.keys()]).toEqual([]);
  });
});
