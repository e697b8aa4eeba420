// 2,000 schedules of a supervisor: whatever its workers and users do at whatever time, what it promises holds.

import { expect, test } from "vitest";
import { playSchedule, type Reached } from "./schedule.ts";

const SCHEDULES = 2_000;

test(
  "whatever happens, restarts are counted, order is kept, starts and ends alternate, and after a stop nothing runs",
  { timeout: 120_000 },
  async () => {
    const total: Record<string, number> = {};
    for (let seed = 1; seed <= SCHEDULES; seed++) {
      const reached: Reached = await playSchedule(seed);
      for (const [name, count] of Object.entries(reached)) total[name] = (total[name] ?? 0) + count;
    }
    // What was not come across was not tested.
    expect(total["acts"]).toBeGreaterThan(20_000);
    expect(total["records"]).toBeGreaterThan(80_000);
    expect(total["restarts"]).toBeGreaterThan(4_000);
    expect(total["gaveUp"]).toBeGreaterThan(300);
    expect(total["abandoned"]).toBeGreaterThan(5);
    expect(total["killed"]).toBeGreaterThan(500);
    expect(total["failedStarts"]).toBeGreaterThan(1_000);
    expect(total["refused"]).toBeGreaterThan(1_000);
  },
);
