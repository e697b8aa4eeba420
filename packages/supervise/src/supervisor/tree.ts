// The shell of a supervisor: it carries out what the plan orders, and tells the plan what has happened. It decides nothing.

import { type Clock, type Timer, whenAborted } from "@skep/core/base";
import { BaseWorker } from "../base-worker.ts";
import type { ExitReport } from "../exit-report.ts";
import { type Handover, handoverVariables, PREVIOUS_EXIT, RESUME_ID } from "../handover.ts";
import type { Order, PlanRecord } from "../plan/order.ts";
import type { PlanInput } from "../plan/input.ts";
import { plan } from "../plan/plan.ts";
import { nextDue } from "../plan/reconcile.ts";
import { childOf, newRoster, type Roster } from "../plan/roster.ts";
import type { Description, Run } from "../run.ts";
import { metadataKeys, type State, type Status } from "../state.ts";
import type { ManagedWorker, StatusChange } from "../worker.ts";
import type { FilledSpec } from "./child-spec.ts";
import { childState, childStatus } from "./child-state.ts";
import { Instance, type InstanceListener } from "./instance.ts";
import type { FilledOptions } from "./options.ts";
import { resumeId } from "./resume-id.ts";
import { Suspension } from "./suspension.ts";

/** Who is told what has happened. */
export interface TreeListener {
  told(record: PlanRecord): void;
  failed(error: unknown): void;
  /** A step is over: what waited for it may be settled. */
  stepped(roster: Roster): void;
}

export class Tree extends BaseWorker implements InstanceListener {
  readonly #options: FilledOptions;
  readonly #clock: Clock;
  readonly #listener: TreeListener;
  readonly #specs = new Map<string, FilledSpec>();
  readonly #resumeIds = new Map<string, string>();
  /** The latest instance of each child. */
  readonly #instances = new Map<string, Instance>();
  /** The status of each child that was told last. */
  readonly #shown = new Map<string, Status>();
  // Bound: what one step and those that are told of it cause; empty when `send` has returned.
  readonly #inputs: PlanInput[] = [];
  #isStepping = false;
  #roster: Roster;
  #timer: Timer | undefined;
  #timerAt: number | undefined;
  #env: Readonly<Record<string, string>> = {};
  #run: Run | undefined;
  #begun: { resolve(): void; reject(error: unknown): void } | undefined;
  readonly suspension: Suspension;

  constructor(options: FilledOptions, listener: TreeListener) {
    const { name, clock, stopTimeout, strategy, intensity, children } = options;
    super(name, { type: "supervisor", clock, stopTimeout });
    this.#options = options;
    this.#clock = clock;
    this.#listener = listener;
    this.#roster = newRoster(strategy, intensity, children);
    for (const spec of children) this.#remember(spec);
    this.suspension = new Suspension({
      label: this.toString(),
      upWorkers: () => this.#upWorkers(),
      rested: (isResting) => this.setSuspended(isResting),
      failed: (error) => listener.failed(error),
    });
  }

  override toString(): string {
    return `Supervisor(${this.name})`;
  }

  get roster(): Roster {
    return this.#roster;
  }

  /** One input after the other: what is sent from inside of a step waits for its end. */
  send(input: PlanInput): void {
    this.#inputs.push(input);
    if (this.#isStepping) return;
    this.#isStepping = true;
    try {
      for (let next = this.#inputs.shift(); next !== undefined; next = this.#inputs.shift())
        this.#step(next);
    } finally {
      this.#isStepping = false;
    }
  }

  childState(name: string): State | undefined {
    const child = childOf(this.#roster, name);
    return child && childState(child, this.#instances.get(name)?.state(), this.#facts());
  }

  started(instance: Instance): void {
    const { number, spec, worker } = instance;
    this.send({ type: "started", name: spec.name, instance: number });
    this.suspension.started(worker);
  }

  exited({ number, spec }: Instance, report: ExitReport): void {
    this.send({ type: "exited", name: spec.name, instance: number, report });
  }

  changed({ number, spec: { name } }: Instance, { path, previous, status }: StatusChange): void {
    if (this.#instances.get(name)?.number !== number) return;
    if (path.length === 0) this.#showStatus(name);
    else this.tellChange({ path: [name, ...path], previous, status });
  }

  protected begin(run: Run): Promise<void> {
    const { [RESUME_ID]: _id, [PREVIOUS_EXIT]: _exit, ...env } = run.env;
    this.#run = run;
    this.#env = env;
    whenAborted(run.signal, () => this.send({ type: "stop" }));
    return new Promise((resolve, reject) => {
      this.#begun = { resolve, reject };
      this.send({ type: "start" });
    });
  }

  protected override force(): void {
    for (const { plan } of this.#roster.children.toReversed())
      this.#instances.get(plan.name)?.stop(0);
  }

  protected override describe(): Description {
    const { children } = this.#roster;
    const restarts = children.reduce((sum, { instance }) => sum + Math.max(0, instance - 1), 0);
    return {
      metadata: { [metadataKeys.restarts]: String(restarts) },
      children: children.map(({ plan }) => this.childState(plan.name) as State),
    };
  }

  #remember(spec: FilledSpec): void {
    this.#specs.set(spec.name, spec);
    this.#resumeIds.set(spec.name, resumeId(this.#options.random));
  }

  #step(input: PlanInput): void {
    const now = this.#clock.now();
    const { roster, orders } = plan(this.#roster, input, { now, roll: this.#options.random() });
    this.#roster = roster;
    // Not before: until then another child may have the name.
    if (input.type === "add" && childOf(roster, input.plan.name)?.plan === input.plan)
      this.#remember(input.plan as FilledSpec);
    this.#forget();
    for (const record of roster.records) this.#listener.told(record);
    for (const order of orders) this.#perform(order);
    this.#arm(now);
    for (const name of this.#specs.keys()) this.#showStatus(name);
    this.#listener.stepped(roster);
  }

  #perform(order: Order): void {
    switch (order.type) {
      case "start":
        this.#start(order);
        break;
      case "stop": {
        const { stopTimeout } = this.#specs.get(order.name) as FilledSpec;
        this.#instances.get(order.name)?.stop(stopTimeout);
        break;
      }
      case "ready":
        this.#begun?.resolve();
        this.#begun = undefined;
        break;
      case "ended":
        this.#ended(order);
        break;
    }
  }

  #start({ name, instance: number, previousExit }: Extract<Order, { type: "start" }>): void {
    const spec = this.#specs.get(name) as FilledSpec;
    const instance = new Instance(spec, number, this, this.#clock);
    this.#instances.set(name, instance);
    const handover: Handover = { resumeId: this.#resumeIds.get(name) as string, previousExit };
    instance.start({ env: { ...this.#env, ...handoverVariables(handover) }, handover });
  }

  /** A start that has failed rejects; the end is told to all others. */
  #ended({ outcome }: Extract<Order, { type: "ended" }>): void {
    if (outcome.error !== undefined) this.#begun?.reject(outcome.error);
    this.#run?.exit(outcome);
  }

  /** What is about children that are gone. */
  #forget(): void {
    for (const name of this.#specs.keys()) {
      if (childOf(this.#roster, name) !== undefined) continue;
      this.#specs.delete(name);
      this.#resumeIds.delete(name);
      this.#instances.delete(name);
      this.#shown.delete(name);
    }
  }

  /** One timer, for the child that is due next, seen from the moment of the step: who has become due since was not started by it. */
  #arm(now: number): void {
    const at = nextDue(this.#roster, now);
    if (at === this.#timerAt) return;
    this.#timer?.cancel();
    this.#timerAt = at;
    this.#timer =
      at === undefined
        ? undefined
        : this.#clock.schedule(Math.max(0, at - this.#clock.now()), () => {
            this.#timerAt = undefined;
            this.send({ type: "due" });
          });
  }

  #showStatus(name: string): void {
    const child = childOf(this.#roster, name);
    if (child === undefined) return;
    const live = this.#instances.get(name)?.state();
    const status = childStatus(child, live, this.#roster.mode);
    const previous = this.#shown.get(name) ?? "created";
    if (status === previous) return;
    this.#shown.set(name, status);
    this.tellChange({ path: [name], previous, status });
  }

  #facts(): { mode: Roster["mode"]; windowStart: number | undefined } {
    const { mode, recent, intensity } = this.#roster;
    const now = this.#clock.now();
    const oldest = recent.find((at) => at > now - intensity.within);
    return {
      mode,
      windowStart: oldest === undefined ? undefined : this.#clock.wall() - (now - oldest),
    };
  }

  #upWorkers(): ManagedWorker[] {
    return this.#roster.children.flatMap(({ phase, plan }) => {
      const worker = this.#instances.get(plan.name)?.worker;
      return phase === "up" && worker !== undefined ? [worker] : [];
    });
  }
}
