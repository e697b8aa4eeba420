// Several watchers as one: ready when enough of them are.

/// <reference lib="esnext.disposable" preserve="true" />

import { checkNames, ConfigError, GuardedEventTarget } from "@skep/core/base";
import type { WatchState } from "./diagnosis/diagnosis.ts";
import { WatchStoppedError } from "./errors.ts";
import { WatchErrorEvent } from "./events.ts";
import { ReadyWaits, type WaitOptions } from "./ready-waits.ts";
import type { Watcher } from "./watcher.ts";

/** How many members have to be ready: each, one, more than half, or so many. */
export type GroupRule = "all" | "any" | "quorum" | number;

/** A watcher, or another group. */
export type GroupMember =
  | Pick<Watcher, "state" | "addEventListener" | "removeEventListener">
  | Group;

/** What a group is made of. */
export interface GroupOptions {
  /** Its members; at least one. They stay what they are when the group is closed. */
  readonly members: Iterable<GroupMember>;
  /** How many of them have to be ready. Default: `all`. */
  readonly ready?: GroupRule | undefined;
}

/** The events of a group by type. Its state is the type of the event, too. */
export interface GroupEventMap {
  ready: Event;
  down: Event;
  unknown: Event;
  error: WatchErrorEvent;
}

const STATES: readonly WatchState[] = ["ready", "down", "unknown"];

/** The state of many: ready while enough of them are, unknown while those of which nothing is known could be enough, else down. */
export function stateOfGroup(states: readonly WatchState[], needed: number): WatchState {
  const count = (state: WatchState): number => states.filter((each) => each === state).length;
  if (count("ready") >= needed) return "ready";
  return count("ready") + count("unknown") >= needed ? "unknown" : "down";
}

/** Watchers as one. Close it when it is no longer needed. */
export class Group extends GuardedEventTarget<GroupEventMap> implements Disposable {
  readonly #members: readonly GroupMember[];
  readonly #needed: number;
  readonly #waits = new ReadyWaits();
  readonly #look = (): void => this.#changed();
  #told: WatchState;

  /** Throws a `ConfigError`. */
  constructor(options: GroupOptions) {
    super([...STATES, "error"]);
    checkNames(options, ["members", "ready"]);
    this.#members = membersOf(options.members);
    this.#needed = neededOf(options.ready ?? "all", this.#members.length);
    this.#told = this.state;
    for (const member of this.#members) listen(member, "addEventListener", this.#look);
  }

  get state(): WatchState {
    const states = this.#members.map(({ state }) => state);
    return stateOfGroup(states, this.#needed);
  }

  get isReady(): boolean {
    return this.state === "ready";
  }

  /** Resolves when the group is ready. Rejects with the reason of the signal, and with a `WatchStoppedError` after `close()`. */
  whenReady(options: WaitOptions = {}): Promise<void> {
    return this.#waits.wait(options, () => this.isReady);
  }

  /** Listens to its members no longer. They are not stopped. It may be called again. */
  close(): void {
    for (const member of this.#members) listen(member, "removeEventListener", this.#look);
    this.#waits.end(new WatchStoppedError("The group"));
  }

  /** As `close()`. */
  [Symbol.dispose](): void {
    this.close();
  }

  protected override listenerThrew(error: unknown, event: Event): void {
    // A listener of `error` that throws would be told of itself.
    if (event.type !== "error") this.dispatchEvent(new WatchErrorEvent(undefined, error));
  }

  #changed(): void {
    const { state } = this;
    if (state === this.#told) return;
    this.#told = state;
    if (state === "ready") this.#waits.ready();
    this.dispatchEvent(new Event(state));
  }
}

function listen(
  member: GroupMember,
  method: "addEventListener" | "removeEventListener",
  listener: () => void,
): void {
  for (const state of STATES) (member as Watcher)[method](state, listener);
}

function membersOf(given: Iterable<GroupMember>): readonly GroupMember[] {
  const isIterable =
    typeof (given as Iterable<unknown> | undefined)?.[Symbol.iterator] === "function";
  const members = isIterable ? [...given] : [];
  const isMember = (one: GroupMember | undefined): boolean =>
    typeof one?.addEventListener === "function" && STATES.includes(one.state);
  if (members.length > 0 && members.every(isMember)) return members;
  throw new ConfigError("members", "a list of watchers or groups that is not empty", typeof given);
}

function neededOf(rule: GroupRule, members: number): number {
  if (rule === "all") return members;
  if (rule === "any") return 1;
  if (rule === "quorum") return Math.floor(members / 2) + 1;
  if (Number.isSafeInteger(rule) && rule >= 1 && rule <= members) return rule;
  throw new ConfigError("ready", `all, any, quorum or a whole number from 1 to ${members}`, rule);
}
