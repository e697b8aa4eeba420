// What an application asks of a supervisor about one child, until it is done or cannot be done any more.

import { ChildError, WorkerStateError } from "../errors.ts";
import type { ExitReport } from "../exit-report.ts";
import type { Child } from "../plan/child.ts";
import type { PlanRecord } from "../plan/order.ts";
import { childOf, type Roster } from "../plan/roster.ts";
import { startError } from "../start-error.ts";
import { isExitStatus } from "../state.ts";
import { waitUntil } from "../wait-until.ts";
import type { FilledSpec } from "./child-spec.ts";
import type { Tree } from "./tree.ts";

/** One call that waits. */
interface Call {
  readonly name: string;
  /** How the latest instance has ended since the call began. */
  exit?: ExitReport;
  look(roster: Roster): void;
}

/** Bound: as many as the application makes. All of them are settled when the supervisor has ended. */
export class ChildCalls {
  readonly #tree: Tree;
  readonly #label: string;
  readonly #calls = new Set<Call>();

  constructor(tree: Tree, label: string) {
    this.#tree = tree;
    this.#label = label;
  }

  /** Throws a `ChildError` where there is no child of this name. */
  child(name: string): Child {
    const child = childOf(this.#tree.roster, name);
    if (child === undefined) throw new ChildError(`${this.#label} has no child ${name}.`);
    return child;
  }

  async add(spec: FilledSpec, signal: AbortSignal | undefined): Promise<void> {
    const { name } = spec;
    this.#mustBeOpen();
    signal?.throwIfAborted();
    if (childOf(this.#tree.roster, name) !== undefined) throw existsError(this.#label, name);
    const isWaiting = this.#tree.roster.mode !== "created";
    let isAdded = false;
    await this.#until(
      name,
      signal,
      (roster, exit) => {
        const child = childOf(roster, name);
        // Somebody added another one in the same step.
        if (child !== undefined && child.plan !== spec) throw existsError(this.#label, name);
        isAdded ||= child !== undefined;
        if (isAdded && child === undefined)
          throw exit ? startError(name, exit.error) : removedError(name);
        return isAdded && (!isWaiting || child?.hasBeenUp === true || this.#goesOn(roster, name));
      },
      () => this.#tree.send({ type: "add", plan: spec }),
    );
  }

  async remove(name: string, signal: AbortSignal | undefined): Promise<ExitReport | undefined> {
    this.child(name);
    signal?.throwIfAborted();
    const call = await this.#until(
      name,
      signal,
      (roster) => childOf(roster, name) === undefined,
      () => this.#tree.send({ type: "remove", name }),
    );
    return call.exit;
  }

  async restart(name: string, signal: AbortSignal | undefined): Promise<void> {
    const { instance } = this.child(name);
    this.#mustBeOpen();
    if (this.#tree.roster.mode === "created")
      throw new WorkerStateError(`${this.#label} was not started.`);
    signal?.throwIfAborted();
    await this.#until(
      name,
      signal,
      (roster) => {
        const child = childOf(roster, name);
        if (child === undefined) throw removedError(name);
        const { failedStart, phase } = child;
        if (failedStart !== undefined && failedStart.instance > instance)
          throw startError(name, failedStart.error);
        return (child.instance > instance && phase === "up") || this.#goesOn(roster, name);
      },
      () => this.#tree.send({ type: "restart", name }),
    );
  }

  told(record: PlanRecord): void {
    if (record.type !== "exited") return;
    for (const call of this.#calls) if (call.name === record.child) call.exit = record.report;
  }

  stepped(roster: Roster): void {
    for (const call of this.#calls) call.look(roster);
  }

  /** Resolves when the condition holds after `act`; rejects with what it throws. */
  async #until(
    name: string,
    signal: AbortSignal | undefined,
    isDone: (roster: Roster, exit: ExitReport | undefined) => boolean,
    act: () => void,
  ): Promise<Call> {
    let call: Call | undefined;
    await waitUntil(signal, (settle) => {
      const begun: Call = {
        name,
        look(roster) {
          try {
            if (isDone(roster, begun.exit)) settle();
          } catch (error) {
            settle(error);
          }
        },
      };
      call = begun;
      this.#calls.add(begun);
      act();
      // Where it was asked from inside of a step, that step's end looks.
      return () => this.#calls.delete(begun);
    });
    return call as Call;
  }

  /** Throws where the supervisor starts nothing any more. */
  #goesOn({ mode }: Roster, name: string): false {
    if (mode === "stopping" || mode === "ended")
      throw new WorkerStateError(`${this.#label} stops: ${name} is not started.`);
    return false;
  }

  #mustBeOpen(): void {
    const { mode } = this.#tree.roster;
    if (mode === "stopping" || mode === "ended" || isExitStatus(this.#tree.state().status))
      throw new WorkerStateError(`${this.#label} stops, or has ended.`);
  }
}

function removedError(name: string): Error {
  return new ChildError(`The child ${name} was removed.`);
}

function existsError(supervisor: string, name: string): Error {
  return new ChildError(`${supervisor} has a child ${name} already.`);
}
