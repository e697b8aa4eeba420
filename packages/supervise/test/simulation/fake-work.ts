// A worker whose life is chance: how its start goes, when and how it ends, and what it does when it is asked to.

import type { Clock, Timer } from "@skep/core/base";
import { BaseWorker, type Handover, type Outcome, type Run } from "@skep/supervise";
import type { ManualClock, SeededRandom } from "@skep/testing";

/** Who runs now, in truth. */
export class Truth {
  /** By name, the workers whose work runs. */
  readonly live = new Map<string, Set<FakeWork>>();
  /** The first time that work of a name began, in order. */
  readonly begun: string[] = [];
  /** Names of those that were asked to end, in order. */
  readonly asked: string[] = [];
  /** Children in their order, of which each has to be down before the one before it is asked to end. */
  order: readonly string[] = [];
  /** When work of each name began last. */
  readonly beganAt = new Map<string, number>();
  failure: string | undefined;

  begin(work: FakeWork, now: number): void {
    const all = this.live.get(work.name) ?? new Set();
    // One that was abandoned as it was removed is nobody's any more: a user may add another one under its name.
    const others = [...all].filter((other) => other.state().status !== "abandoned");
    if (others.length > 0) this.failure ??= `two of ${work.name} run at ${now}`;
    this.live.set(work.name, all.add(work));
    if (!this.begun.includes(work.name)) this.begun.push(work.name);
    this.beganAt.set(work.name, now);
  }

  ask(name: string): void {
    this.asked.push(name);
    const place = this.order.indexOf(name);
    const late =
      place < 0
        ? []
        : this.order.slice(place + 1).filter((other) => (this.live.get(other)?.size ?? 0) > 0);
    if (late.length > 0) this.failure ??= `${name} is asked to end before ${late.join()}`;
  }

  end(work: FakeWork): void {
    this.live.get(work.name)?.delete(work);
  }

  get all(): FakeWork[] {
    return [...this.live.values()].flatMap((works) => [...works]);
  }
}

/** A clock that knows how many of its timers are still to come: those of what is tested, and not of what life brings. */
export class CountedClock implements Clock {
  readonly #clock: ManualClock;
  pending = 0;

  constructor(clock: ManualClock) {
    this.#clock = clock;
  }

  now(): number {
    return this.#clock.now();
  }

  wall(): number {
    return this.#clock.wall();
  }

  schedule(delay: number, due: () => void): Timer {
    this.pending++;
    let isOver = false;
    const over = (): void => {
      if (!isOver) this.pending--;
      isOver = true;
    };
    const timer = this.#clock.schedule(delay, () => {
      over();
      due();
    });
    return {
      cancel: () => {
        over();
        timer.cancel();
      },
    };
  }
}

/** What all work of one schedule has in common. */
export interface World {
  readonly clock: ManualClock;
  readonly counted: CountedClock;
  readonly random: SeededRandom;
  readonly truth: Truth;
}

const OUTCOMES: readonly Outcome[] = [
  {},
  { code: 1 },
  { signal: "SIGKILL" },
  { error: new Error("it went wrong") },
  { oom: true, code: 137 },
];

export class FakeWork extends BaseWorker {
  readonly #clock: ManualClock;
  readonly #random: SeededRandom;
  readonly #truth: Truth;
  readonly #handedOver: (handover: Handover | undefined) => void;
  readonly #isFirst: boolean;
  #run: Run | undefined;
  #isRunning = false;

  constructor(
    name: string,
    { clock, counted, random, truth }: World,
    handedOver: (handover: Handover | undefined) => void = () => {},
  ) {
    super(name, { type: "fake", clock: counted, stopTimeout: random.pick([0, 100, 5_000]) });
    this.#clock = clock;
    this.#random = random;
    this.#truth = truth;
    this.#handedOver = handedOver;
    this.#isFirst = !truth.begun.includes(name);
  }

  protected begin(run: Run): void | Promise<void> {
    this.#run = run;
    this.#handedOver(run.handover);
    // First starts succeed more often, so that most trees come up.
    if (this.#random.chance(this.#isFirst ? 0.01 : 0.1)) throw new Error("no room");
    this.#truth.begin(this, this.#clock.now());
    this.#isRunning = true;
    if (this.#random.chance(0.2)) this.#later(() => this.end());
    if (this.#random.chance(0.6)) return;
    return new Promise((resolve, reject) => {
      // One in a while hangs.
      if (this.#random.chance(0.01)) return;
      const fails = this.#random.chance(this.#isFirst ? 0.01 : 0.1);
      this.#clock.schedule(this.#random.int(2_000), () => {
        if (!fails) return resolve();
        this.#isRunning = false;
        this.#truth.end(this);
        reject(new Error("it did not come up"));
      });
    });
  }

  protected override quit(): void {
    this.#truth.ask(this.name);
    const roll = this.#random.next();
    if (roll < 0.6) this.end({});
    else if (roll < 0.84) this.#later(() => this.end({}));
  }

  protected override force(): void {
    if (this.#random.chance(0.02)) return;
    if (this.#random.chance(0.7)) this.end({ signal: "SIGKILL" });
    else this.#later(() => this.end({ signal: "SIGKILL" }));
  }

  /** It ends by itself. */
  end(outcome: Outcome = this.#random.pick(OUTCOMES)): void {
    if (!this.#isRunning) return;
    this.#isRunning = false;
    this.#truth.end(this);
    this.#run?.exit(outcome);
  }

  #later(act: () => void): void {
    this.#clock.schedule(this.#random.int(4_000), act);
  }
}
