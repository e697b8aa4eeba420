// What a supervisor told, judged by what must hold: starts and ends alternate, restarts are counted, delayed and within the strategy.

import type { ExitReport, Handover, Intensity, Strategy, SupervisorRecord } from "@skep/supervise";

interface Entry {
  instance: number;
  isUp: boolean;
  exits: number;
  /** Before this time nothing of it may begin, unless somebody asks for it. */
  notBefore: number;
  last: ExitReport | undefined;
  resumeId: string | undefined;
}

export class Book {
  readonly #strategy: Strategy;
  readonly #intensity: Intensity;
  readonly #children = new Map<string, Entry>();
  readonly #order: string[];
  readonly #restarts: number[] = [];
  readonly #statuses = new Map<string, string>();
  failure: string | undefined;
  records = 0;

  constructor(strategy: Strategy, intensity: Intensity, names: readonly string[]) {
    this.#strategy = strategy;
    this.#intensity = intensity;
    this.#order = [...names];
  }

  /** Somebody asks for a start at once. */
  asked(name: string): void {
    this.#groups.delete(name);
    this.#cycling.delete(name);
    this.#entry(name).notBefore = -Infinity;
  }

  /** One resume id for all instances, and the end of the one before. */
  handedOver(name: string, handover: Handover | undefined): void {
    const entry = this.#entry(name);
    entry.resumeId ??= handover?.resumeId;
    this.#check(entry.resumeId === handover?.resumeId, `${name} has another resume id`);
    this.#check(handover?.previousExit === entry.last, `${name} has another previous exit`);
  }

  write(record: SupervisorRecord, now: number): void {
    this.records++;
    if (record.type === "exited")
      this.#cycled = this.#cycling.delete(record.child) ? record.child : undefined;
    if (record.type === "added") this.#order.push(record.child);
    else if (record.type === "removed") this.#forget(record.child);
    else if (record.type === "started") this.#started(record.child, record.instance);
    else if (record.type === "exited") this.#exited(record);
    else if (record.type === "restarting") this.#restarting(record, now);
    else if (record.type === "status") this.#status(record, now);
    else if (record.type === "error")
      this.#check(false, `an error was told: ${String(record.error)}`);
  }

  #begins(name: string, now: number): void {
    const late = this.#groups.get(name)?.find((other) => this.#cycling.has(other));
    this.#check(late === undefined, `${name} began before ${late} was stopped`);
    const { notBefore } = this.#entry(name);
    this.#check(now >= notBefore, `${name} began at ${now}, and not before ${notBefore}`);
  }

  #started(name: string, instance: number): void {
    const entry = this.#entry(name);
    this.#check(!entry.isUp, `${name} ${instance} started while ${entry.instance} was up`);
    this.#check(instance > entry.instance, `${name} ${instance} came after ${entry.instance}`);
    Object.assign(entry, { instance, isUp: true });
  }

  #exited({ child: name, instance, report }: Extract<SupervisorRecord, { type: "exited" }>): void {
    const entry = this.#entry(name);
    this.#check(instance === entry.exits + 1, `${name} ${instance} ended after ${entry.exits}`);
    this.#check(
      entry.isUp ? instance === entry.instance : instance > entry.instance,
      `${name} ${instance} ended, and ${entry.instance} was up`,
    );
    Object.assign(entry, { instance, isUp: false, exits: instance, last: report });
  }

  #restarting(
    { child, children, delay }: Extract<SupervisorRecord, { type: "restarting" }>,
    now: number,
  ): void {
    const { restarts, within } = this.#intensity;
    this.#check(
      child !== this.#cycled,
      `the end of ${child} counts, and it was stopped for another`,
    );
    this.#restarts.push(now);
    const recent = this.#restarts.filter((at) => at > now - within).length;
    this.#check(recent <= restarts, `${recent} restarts within ${within}`);
    this.#check(delay >= 1, `a delay of ${delay}`);
    const at = this.#order.indexOf(child);
    const others = children.filter((name) => name !== child);
    const isWithin = {
      "one-for-one": others.length === 0,
      "one-for-all": true,
      "rest-for-one": others.every((name) => this.#order.indexOf(name) > at),
    }[this.#strategy];
    this.#check(children.includes(child) && isWithin, `${child} restarts ${children.join()}`);
    const inOrder = children.toSorted((a, b) => this.#order.indexOf(a) - this.#order.indexOf(b));
    this.#check(inOrder.join() === children.join(), `${children.join()} are not in order`);
    // Of those that the strategy names, each that is up is named.
    const named = this.#order.filter(
      (name, place) =>
        this.#strategy === "one-for-all" || (this.#strategy === "rest-for-one" && place > at),
    );
    for (const name of named)
      this.#check(
        !this.#entry(name).isUp || children.includes(name) || this.#leaving.has(name),
        `${name} is up and not restarted with ${child}`,
      );
    for (const name of children) this.#groups.set(name, children);
    for (const name of others)
      if (this.#entry(name).isUp && !this.#leaving.has(name)) this.#cycling.add(name);
    for (const name of children)
      this.#entry(name).notBefore = Math.max(this.#entry(name).notBefore, now + delay);
  }

  /** Those that are up and are stopped because of another one; what they end with is no failure. */
  readonly #cycling = new Set<string>();
  /** With whom a child was last restarted. */
  readonly #groups = new Map<string, readonly string[]>();
  /** One of them has ended, and nothing was told since. */
  #cycled: string | undefined;

  /** Somebody says that it has failed: then its end is one. */
  condemned(name: string): void {
    this.#groups.delete(name);
    this.#cycling.delete(name);
  }

  /** Names that somebody has asked to remove. */
  readonly #leaving = new Set<string>();

  leaves(name: string): void {
    this.#cycling.delete(name);
    this.#leaving.add(name);
  }

  #status(
    { path, previous, status }: Extract<SupervisorRecord, { type: "status" }>,
    now: number,
  ): void {
    if (path.length === 1 && status === "starting") this.#begins(path[0] as string, now);
    const key = path.join("/");
    const before = this.#statuses.get(key) ?? "created";
    this.#check(before === previous, `${key} was ${before}, and is told to have been ${previous}`);
    this.#check(previous !== status, `${key} is told to be ${status} again`);
    this.#statuses.set(key, status);
    // What is below a new instance is new.
    if (status !== "starting" || path.length !== 1) return;
    for (const below of this.#statuses.keys())
      if (below.startsWith(`${key}/`)) this.#statuses.delete(below);
  }

  #forget(name: string): void {
    this.#check(!this.#entry(name).isUp, `${name} was removed while it was up`);
    this.#children.delete(name);
    this.#statuses.delete(name);
    this.#leaving.delete(name);
    this.#cycling.delete(name);
    this.#groups.delete(name);
    this.#order.splice(this.#order.indexOf(name), 1);
  }

  #entry(name: string): Entry {
    const known = this.#children.get(name);
    if (known !== undefined) return known;
    const entry: Entry = {
      instance: 0,
      isUp: false,
      exits: 0,
      notBefore: -Infinity,
      last: undefined,
      resumeId: undefined,
    };
    this.#children.set(name, entry);
    return entry;
  }

  #check(holds: boolean, failure: string): void {
    if (!holds) this.failure ??= failure;
  }
}
