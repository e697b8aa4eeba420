// The services that a pool and a connection without a pool both use: alarms, environment, log, and the telling of events.

import { AlarmClock } from "../base/alarm-clock.ts";
import type { Clock } from "../base/clock.ts";
import { MacrotaskBudget } from "../base/macrotask-budget.ts";
import type { Environment } from "../environment.ts";
import type { Logger } from "../logger.ts";
import { Announcer, type Audience } from "./announcer.ts";
import { HostEnvironment } from "./host-environment.ts";
import { safeLogger } from "./safe-logger.ts";
import { Warnings } from "./warnings.ts";

/** A gap of at least this many milliseconds was sleep. A shorter one was a loop that was held up, and is no reason to redial. */
const SLEEP = 10_000;

/** The ports that the application gives. */
export interface HostPorts {
  readonly clock: Clock;
  readonly environment: Environment;
  readonly logger: Logger;
}

export class HostServices {
  readonly logger: Logger;
  readonly clock: AlarmClock;
  readonly environment: HostEnvironment;
  readonly announcer: Announcer;
  readonly warnings: Warnings;
  /** The budget that the promises of all sends and waits share. */
  readonly budget: MacrotaskBudget;

  constructor(ports: HostPorts, audience: Omit<Audience, "logger" | "clock">) {
    const threw = (error: unknown): void => this.announcer.threw(error);
    const gap = (ms: number): void => this.environment.tell(ms < SLEEP ? "stalled" : "woken");
    const clock = new AlarmClock(ports.clock, { gap, threw });
    const logger = safeLogger(ports.logger);
    this.logger = logger;
    this.clock = clock;
    this.environment = new HostEnvironment(ports.environment, threw);
    this.budget = new MacrotaskBudget(clock);
    this.announcer = new Announcer({ logger, clock, ...audience });
    this.warnings = new Warnings(this.announcer, clock);
  }

  /** No timer is left, and nobody is told of signals any more. */
  release(): void {
    this.clock.dispose();
    this.environment.release();
  }
}
