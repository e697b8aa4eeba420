// The guardian of one process group: a small shell in a session of its own, which ends the group when the supervising process is gone.

import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import type { Clock, Timer } from "@skep/core/base";
import type { ProcessGroup } from "./process-group.ts";

/**
 * Its input is the lifeline: the system closes it when our process ends, however that comes. The one line that is written to it names the
 * group and the start time of its leader, or `-` where that is not known. Where the number of the leader is that of another process by then,
 * so is the group, and it is left alone. A `sleep` that knows no fractions sleeps a second.
 */
const SCRIPT = `trap '' HUP INT QUIT TERM
read -r group start || exit 0
while read -r line; do :; done
is_same() {
  [ "$start" = - ] && return 0
  { read -r stat <"/proc/$group/stat"; } 2>/dev/null || return 0
  set -- \${stat##*) }
  [ "\${20}" = "$start" ]
}
is_same && kill -TERM "-$group" 2>/dev/null || exit 0
sleep 0.2 2>/dev/null || sleep 1
is_same && kill -KILL "-$group" 2>/dev/null
exit 0`;

/** Milliseconds until a guardian that is gone is replaced: somebody has ended it, or there is no memory for it. */
const REPLACE_DELAY = 100;

export class Guardian {
  readonly #shell: string;
  readonly #clock: Clock;
  #child: ChildProcess | undefined;
  #group: ProcessGroup | undefined;
  #timer: Timer | undefined;
  #isReleased = false;

  constructor(shell: string, clock: Clock) {
    this.#shell = shell;
    this.#clock = clock;
  }

  /** Rejects where the shell cannot be started. */
  static async start(shell: string, clock: Clock): Promise<Guardian> {
    const guardian = new Guardian(shell, clock);
    await once(guardian.#spawn(), "spawn");
    return guardian;
  }

  /** There is one now. One that was lost is replaced soon. */
  get isThere(): boolean {
    return this.#child !== undefined;
  }

  get pid(): number | undefined {
    return this.#child?.pid;
  }

  /** From now on it ends this group where our process ends: what was written to it is read even when we are gone. */
  watch(group: ProcessGroup): void {
    this.#group = group;
    this.#child?.stdin?.write(`${group.leader} ${group.start ?? "-"}\n`);
  }

  /** The group is empty. Resolves when the guardian is gone, too. */
  async release(): Promise<void> {
    this.#isReleased = true;
    this.#timer?.cancel();
    const child = this.#child;
    if (child === undefined) return;
    const gone = new Promise((resolve) => child.once("exit", resolve).once("error", resolve));
    child.kill("SIGKILL");
    await gone;
  }

  /** Its session is its own, so that no signal to ours reaches it. It keeps no process of ours alive. */
  #spawn(): ChildProcess {
    const child = spawn(this.#shell, ["-c", SCRIPT], {
      cwd: "/",
      detached: true,
      stdio: ["pipe", "ignore", "ignore"],
    });
    this.#child = child;
    const lost = (): void => this.#lost();
    child.once("exit", lost).once("error", lost);
    child.stdin?.on("error", () => {});
    return child;
  }

  #lost(): void {
    this.#child = undefined;
    if (this.#isReleased || this.#group === undefined) return;
    this.#timer ??= this.#clock.schedule(REPLACE_DELAY, () => this.#replace(this.#group));
  }

  #replace(group: ProcessGroup | undefined): void {
    this.#timer = undefined;
    this.#spawn();
    if (group !== undefined) this.watch(group);
  }
}
