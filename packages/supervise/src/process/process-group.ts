// A process group (POSIX.1-2017, 3.296), which is signalled as a whole, and never once its number may be that of another one.

import { isAlive, type ProcessEntry, readEntries, readEntry } from "./process-table.ts";

/** What a group needs of the system. */
export interface GroupPort {
  /** As `process.kill`: negative ids are groups. */
  readonly kill: (pid: number, signal: NodeJS.Signals | 0) => void;
  readonly entry: (pid: number) => ProcessEntry | undefined;
  readonly entries: () => readonly ProcessEntry[];
}

const system: GroupPort = {
  kill: (pid, signal) => void process.kill(pid, signal),
  entry: readEntry,
  entries: readEntries,
};

/**
 * The group that a process leads. The system gives no process the number of a group that has members. So as long as nobody but the leader
 * itself has that number, the group is the one that it was, or empty.
 */
export class ProcessGroup {
  readonly leader: number;
  readonly #port: GroupPort;
  /** Undefined where there is no /proc. */
  readonly #start: string | undefined;
  #isReaped = false;

  /** Without a `start`, it is made while the leader cannot have been reaped: in the turn in which it was spawned. */
  constructor(
    leader: number,
    port: GroupPort = system,
    start: string | undefined = port.entry(leader)?.start,
  ) {
    this.leader = leader;
    this.#port = port;
    this.#start = start;
  }

  /** When the leader started, in clock ticks since boot; undefined where there is no /proc. */
  get start(): string | undefined {
    return this.#start;
  }

  /** The leader has exited, and its parent knows: its number may be given away when the group is empty. */
  reaped(): void {
    this.#isReaped = true;
  }

  /** Sends it to all members. False where there are none, or none of this group any more. */
  signal(signal: NodeJS.Signals | 0): boolean {
    if (!this.#isSame()) return false;
    try {
      this.#port.kill(-this.leader, signal);
      return true;
    } catch (error) {
      // Some members belong to others, which is EPERM where all do (kill(2)): they are there.
      return (error as NodeJS.ErrnoException).code === "EPERM";
    }
  }

  /** Nothing of it runs. Zombies are not counted where they can be told apart: in a container without an init nobody reaps them. */
  isEmpty(): boolean {
    if (!this.signal(0)) return true;
    const entries = this.#port.entries();
    if (entries.length === 0) return false;
    return !entries.some((entry) => entry.group === this.leader && isAlive(entry));
  }

  #isSame(): boolean {
    const entry = this.#port.entry(this.leader);
    if (entry !== undefined) return this.#start === undefined || entry.start === this.#start;
    return this.#start !== undefined || !this.#isReaped || !this.#isTaken();
  }

  /** Without /proc: the leader is reaped, so whoever has its number is another. */
  #isTaken(): boolean {
    try {
      this.#port.kill(this.leader, 0);
      return true;
    } catch (error) {
      return (error as NodeJS.ErrnoException).code === "EPERM";
    }
  }
}
