// What is left when a supervising process is killed: nothing, counted from /proc.
import { SeededRandom } from "@skep/testing";
import type { Program } from "../support/program.ts";
import { eventually, sleep, type Stage, test } from "../support/stage.ts";
import { describeHygiene } from "./describe-hygiene.ts";
import { commandsOf, MARK, marked, newMark } from "./marked.ts";

/** A child that ignores what asks it to end, and a child of its own that does, too. */
const STUBBORN = "trap '' TERM; (trap '' TERM; sleep 1000) & while :; do sleep 1001; done";
/** And one that leaves its group and session. */
const LEAVING = `setsid sleep 1002 & ${STUBBORN}`;

/** It is not the shell any more, and no `setsid` that is still to leave. */
const hasLeft = (command: string): boolean => /^\d+ sleep 1002 $/.test(command);

interface Scene {
  readonly mark: string;
  readonly program: Program;
}

async function supervising(stage: Stage, script: string, level: string, count = 2): Promise<Scene> {
  const mark = newMark();
  const options = { hygieneLevel: level, hygiene: "require" };
  const within = ["env", `${MARK}=${mark}`];
  const job = { args: ["-c", script], options, count };
  const program = await stage.program("supervising", job, { within });
  stage.ending(async () => marked(mark).forEach((pid) => process.kill(pid, "SIGKILL")));
  return { mark, program };
}

/** Those that are neither the program itself nor a guardian. */
const childrenOf = ({ mark, program }: Scene): number[] =>
  marked(mark).filter((pid) => pid !== program.child.pid && !isGuardian(pid));

const isGuardian = (pid: number): boolean => commandsOf([pid])[0]?.includes("kill -KILL") === true;

/**
 * Half a second after the end of the supervisor there has to be nothing; a machine that is late gets more. A process has no environment in the moment in
 * which it becomes another program, so one look that finds nothing is not enough.
 */
async function empty(mark: string): Promise<string[]> {
  const deadline = performance.now() + 10_000;
  for (let looks = 0; looks < 5 && performance.now() < deadline; looks++) {
    if (marked(mark).length > 0) looks = -1;
    await sleep(20);
  }
  return commandsOf(marked(mark));
}

describeHygiene("a supervising process that is killed", "namespace", () => {
  for (const level of ["guardian", "namespace"])
    test(`leaves no child and no grandchild behind (${level})`, async ({ expect, stage }) => {
      const script = level === "namespace" ? LEAVING : STUBBORN;
      const scene = await supervising(stage, script, level);
      await scene.program.said("started");
      await eventually(() => childrenOf(scene).length >= (level === "namespace" ? 8 : 6));
      scene.program.child.kill("SIGKILL");
      expect(await empty(scene.mark)).toEqual([]);
    });

  test("leaves behind who left its group, as the level says, but where that is a namespace", async ({
    expect,
    stage,
  }) => {
    const scene = await supervising(stage, LEAVING, "guardian", 1);
    await scene.program.said("started");
    await eventually(() => commandsOf(marked(scene.mark)).some((text) => hasLeft(text)));
    scene.program.child.kill("SIGKILL");
    await eventually(() => marked(scene.mark).length === 1);
    expect(commandsOf(marked(scene.mark))[0]).toMatch(/sleep 1002/);
  });

  test("leaves no child behind where its guardian was killed, too", async ({ expect, stage }) => {
    const scene = await supervising(stage, "while :; do sleep 1; done", "parent-death", 1);
    await scene.program.said("started");
    const pids = [...marked(scene.mark).filter(isGuardian), scene.program.child.pid ?? -1];
    expect(pids.length).toBe(2);
    for (const pid of pids) process.kill(pid, "SIGKILL");
    expect(await empty(scene.mark)).toEqual([]);
  });

  test("leaves nothing behind where it is a thread that is terminated", async ({
    expect,
    stage,
  }) => {
    const mark = newMark();
    stage.ending(async () => marked(mark).forEach((pid) => process.kill(pid, "SIGKILL")));
    const within = ["env", `${MARK}=${mark}`];
    const program = await stage.program("threads", ["-c", STUBBORN], { within });
    // The kernel would take a thread for its parent, so there is no parent-death signal.
    expect(await program.said("level")).toBe("guardian");
    await eventually(() => marked(mark).length >= 4);
    process.kill(program.child.pid ?? -1, "SIGUSR2");
    await eventually(() => marked(mark).length === 1);
    expect(marked(mark)).toEqual([program.child.pid]);
  });

  test("has its guardian again where somebody ended that", async ({ expect, stage }) => {
    const scene = await supervising(stage, STUBBORN, "guardian", 1);
    expect(await scene.program.said("level")).toBe("parent-death");
    const [guardian = -1] = marked(scene.mark).filter(isGuardian);
    expect(guardian).toBeGreaterThan(0);
    process.kill(guardian, "SIGKILL");
    expect(await scene.program.said("level")).toBe("group");
    expect(await scene.program.said("level")).toBe("parent-death");
    scene.program.child.kill("SIGKILL");
    expect(await empty(scene.mark)).toEqual([]);
  });
});

const ROUNDS = 50;
/** Each is a process that starts a dozen others. */
const AT_ONCE = 5;

describeHygiene("a supervising process", "namespace", () => {
  test(`killed ${ROUNDS} times, at any moment, leaves nothing behind`, async ({
    expect,
    stage,
  }) => {
    const random = new SeededRandom(16);
    const left: string[] = [];
    const found: number[] = [];
    const round = async (delay: number, level: string): Promise<void> => {
      const scene = await supervising(stage, STUBBORN, level);
      await scene.program.said("begun");
      await sleep(delay);
      found.push(marked(scene.mark).length);
      scene.program.child.kill("SIGKILL");
      left.push(...(await empty(scene.mark)));
    };
    for (let index = 0; index < ROUNDS; index += AT_ONCE)
      await Promise.all(
        Array.from({ length: AT_ONCE }, (_, at) =>
          round(random.next() * 150, (index + at) % 5 === 0 ? "namespace" : "guardian"),
        ),
      );
    expect(left).toEqual([]);
    // Some were killed before the first child, some with all of them.
    expect(Math.min(...found)).toBeLessThan(5);
    expect(Math.max(...found)).toBeGreaterThan(8);
  }, 120_000);
});
