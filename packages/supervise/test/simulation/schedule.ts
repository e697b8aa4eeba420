// One schedule: a supervisor over fake work, users who do what they like at any time, and what must hold at each moment and in the end.

import {
  type ChildSpec,
  isExitStatus,
  type ManagedWorker,
  type Strategy,
  WorkerStartError,
  Supervisor,
} from "@skep/supervise";
import { ManualClock, SeededRandom } from "@skep/testing";
import { Book } from "./book.ts";
import { CountedClock, FakeWork, Truth, type World } from "./fake-work.ts";

/** What a schedule came across. */
export interface Reached {
  records: number;
  restarts: number;
  gaveUp: number;
  abandoned: number;
  killed: number;
  failedStarts: number;
  calls: number;
  /** Acts while the supervisor ran. */
  acts: number;
  refused: number;
}

const NAMES = ["a", "b", "c", "d", "e"];
const STRATEGIES: readonly Strategy[] = ["one-for-one", "one-for-all", "rest-for-one"];

export async function playSchedule(seed: number): Promise<Reached> {
  const schedule = new Schedule(seed);
  await schedule.play();
  return schedule.reached;
}

class Schedule {
  readonly #seed: number;
  readonly #random: SeededRandom;
  readonly #clock = new ManualClock();
  readonly #counted = new CountedClock(this.#clock);
  readonly #truth = new Truth();
  readonly #world: World;
  readonly #stopTimeout: number;
  readonly #book: Book;
  readonly #tree: Supervisor;
  readonly #names: readonly string[];
  readonly #calls: Promise<unknown>[] = [];
  /** How often a name was added. */
  readonly #adds = new Map<string, number>();
  readonly reached: Reached = {
    records: 0,
    restarts: 0,
    gaveUp: 0,
    abandoned: 0,
    killed: 0,
    failedStarts: 0,
    calls: 0,
    acts: 0,
    refused: 0,
  };

  constructor(seed: number) {
    this.#seed = seed;
    const random = new SeededRandom(seed);
    this.#random = random;
    this.#world = { clock: this.#clock, counted: this.#counted, random, truth: this.#truth };
    this.#stopTimeout = random.pick([Infinity, 3_000]);
    const strategy = random.pick(STRATEGIES);
    const intensity = {
      restarts: random.pick([0, 2, 5, 20]),
      within: random.pick([1_000, 60_000]),
    };
    this.#names = NAMES.slice(0, random.int(4));
    this.#book = new Book(strategy, intensity, this.#names);
    this.#tree = new Supervisor({
      name: "tree",
      clock: this.#counted,
      random: random.fork().next,
      strategy,
      intensity,
      stopTimeout: this.#stopTimeout,
      children: this.#names.map((name) => this.#spec(name)),
    });
    for (const type of ["started", "exited", "restarting", "gaveup", "added", "removed"] as const)
      this.#tree.addEventListener(type, ({ record }) =>
        this.#book.write(record, this.#clock.now()),
      );
    for (const type of ["status", "error"] as const)
      this.#tree.addEventListener(type, ({ record }) =>
        this.#book.write(record, this.#clock.now()),
      );
  }

  /** Listeners ask for things, too, in the middle of a step. */
  #listen(): void {
    for (const type of ["started", "exited"] as const)
      this.#tree.addEventListener(type, () => {
        if (this.#random.chance(0.05)) this.#act(true);
      });
  }

  #spec(name: string): ChildSpec {
    const random = this.#random;
    return {
      name,
      restart: random.pick(["always", "always", "on-failure", "never"]),
      significant: random.chance(0.03),
      readyTimeout: 1_500,
      ...(random.chance(0.3) && { stopTimeout: random.pick([0, 50, 2_000]) }),
      ...(random.chance(0.3) && { ready: () => this.#ready() }),
      worker: () => {
        if (random.chance(0.02)) throw new Error("no worker");
        return random.chance(0.15) ? this.#nested(name) : this.#work(name);
      },
    };
  }

  #work(name: string): FakeWork {
    return new FakeWork(name, this.#world, (handover) => this.#book.handedOver(name, handover));
  }

  #nested(name: string): ManagedWorker {
    const worker = (child: string): FakeWork => new FakeWork(child, this.#world);
    return new Supervisor({
      name,
      clock: this.#counted,
      random: this.#random.next,
      children: [`${name}.x`, `${name}.y`].map((child) => ({ name: child, worker })),
    });
  }

  #ready(): Promise<void> {
    const random = this.#random;
    return new Promise((resolve, reject) => {
      const delay = random.int(2_500);
      const isReady = random.chance(0.9);
      this.#clock.schedule(delay, () => (isReady ? resolve() : reject(new Error("not ready"))));
    });
  }

  async play(): Promise<void> {
    this.#listen();
    this.#call(this.#tree.start());
    const acts = 20 + this.#random.int(30);
    for (let at = 0; at < acts; at++) {
      const { status } = this.#tree.state();
      if (status === "running") this.reached.acts++;
      // A few calls to one that has ended are enough.
      if (isExitStatus(status) && this.#random.chance(0.3)) break;
      this.#act();
      await this.#pass(this.#random.pick([0, 1, 100, 1_000, 10_000]));
    }
    await this.#end();
  }

  async #pass(milliseconds: number): Promise<void> {
    await this.#clock.run(milliseconds);
    this.#look();
  }

  #look(): void {
    const failure = this.#truth.failure ?? this.#book.failure;
    if (failure !== undefined) throw new Error(`Seed ${this.#seed}: ${failure}.`);
  }

  #act(isInStep = false): void {
    const random = this.#random;
    const name = random.pick(NAMES);
    const act = random.int(12);
    // The book could not tell which came first.
    if (isInStep && (act === 2 || act === 3)) return;
    const names = this.#tree.state().children.map((child) => child.name);
    if (act === 0 || (act === 1 && !names.includes(name))) this.#add(name, names.includes(name));
    else if (act === 1) {
      this.#book.leaves(name);
      this.#call(this.#tree.remove(name));
    } else if (act === 2) {
      this.#book.asked(name);
      this.#call(this.#tree.restart(name));
    } else if (act === 3) this.#condemn(name);
    else if (act < 10) for (const work of this.#truth.all.slice(0, 1 + random.int(2))) work.end();
    else if (act === 10 && random.chance(0.1)) this.#call(this.#tree.stop({ timeout: 20_000 }));
  }

  /** One that could not be started is not there. */
  #add(name: string, isThere: boolean): void {
    const turn = (this.#adds.get(name) ?? 0) + 1;
    this.#adds.set(name, turn);
    const isLatest = (): boolean => this.#adds.get(name) === turn;
    const adding = this.#tree.add(this.#spec(name)).catch((error: unknown) => {
      const names = this.#tree.state().children.map((child) => child.name);
      if (error instanceof WorkerStartError && !isThere && isLatest() && names.includes(name))
        this.#truth.failure ??= `${name} is there, and was not added`;
      throw error;
    });
    this.#call(adding);
  }

  #condemn(name: string): void {
    this.#book.condemned(name);
    try {
      this.#tree.child(name).fail(new Error("no answer"));
    } catch {
      this.reached.refused++;
    }
  }

  #call(promise: Promise<unknown>): void {
    this.reached.calls++;
    this.#calls.push(promise.catch(() => void this.reached.refused++));
  }

  /** After a stop nothing runs, no timer is left that could start something, and every call is settled. */
  async #end(): Promise<void> {
    const asked = this.#truth.asked.length;
    const order = this.#tree.state().children.map(({ name }) => name);
    const isQuiet = this.#tree.state().children.every(({ status }) => status === "running");
    let report: { status: string } | undefined;
    // Where nobody is forced, each waits for those behind it.
    if (isQuiet && this.#stopTimeout === Infinity) this.#truth.order = order;
    const check = (holds: boolean, failure: string): void => {
      if (!holds) throw new Error(`Seed ${this.#seed}: ${failure}.`);
    };
    let timers = 0;
    void this.#tree.stop().then((ended) => {
      report = ended;
      timers = this.#counted.pending;
    });
    await this.#pass(120_000);
    check(timers === 0 || report?.status === "abandoned", `${timers} timers are left at the end`);
    check(report !== undefined, "the stop did not resolve");
    check(this.#counted.pending === 0, `${this.#counted.pending} timers are left`);
    const left = this.#truth.all.map(({ name }) => name);
    check(left.length === 0 || report?.status === "abandoned", `${left.join()} run after the stop`);
    const told = this.#truth.asked.slice(asked);
    if (isQuiet) {
      const places = told.filter((name) => order.includes(name)).map((name) => order.indexOf(name));
      check(
        places.every((place, at) => at === 0 || place < (places[at - 1] as number)),
        `the order of stops ${told.join()}`,
      );
    }
    const { starts, exits, restarts, gaveUp } = this.#tree.stats();
    const begun = [...this.#truth.beganAt];
    await this.#pass(600_000);
    check(
      JSON.stringify(begun) === JSON.stringify([...this.#truth.beganAt]),
      "something began after the stop",
    );
    check(this.#clock.pending === 0, `${this.#clock.pending} timers are left`);
    await this.#settled(check);
    Object.assign(this.reached, { restarts, gaveUp, records: this.#book.records });
    const all = Object.values(exits).reduce((sum, count) => sum + count, 0);
    Object.assign(this.reached, {
      abandoned: exits.abandoned,
      killed: exits.killed,
      failedStarts: all - starts,
    });
  }

  async #settled(check: (holds: boolean, failure: string) => void): Promise<void> {
    let isSettled = false;
    void Promise.all(this.#calls).then(() => (isSettled = true));
    await this.#clock.settle();
    check(isSettled, "a call is still open");
  }
}
