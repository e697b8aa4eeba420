// Processes as workers on other runtimes than ours: what they do, and what is left when their supervisor is killed.
import { FILES, describeServer } from "../support/packages.ts";
import { eventually, type Stage, test } from "../support/stage.ts";
import { describeHygiene, levelsHere } from "./describe-hygiene.ts";
import { commandsOf, MARK, marked, newMark } from "./marked.ts";

const RUNTIMES = { bun: { flags: [] }, deno: { flags: ["run", "--allow-all"] } } as const;
type Runtime = keyof typeof RUNTIMES;

/** The mark, and the options of a program that runs there. */
function on(runtime: Runtime, stage: Stage) {
  const mark = newMark();
  stage.ending(async () => marked(mark).forEach((pid) => process.kill(pid, "SIGKILL")));
  const executable = FILES[runtime] ?? runtime;
  const { flags } = RUNTIMES[runtime];
  return { mark, options: { executable, flags, within: ["env", `${MARK}=${mark}`] } };
}

for (const runtime of ["bun", "deno"] as const)
  describeServer(`processes on ${runtime}`, [runtime], () => {
    describeHygiene("the levels of hygiene", "parent-death", () => {
      for (const level of levelsHere())
        test(`${level} lets a process stop, be killed and fail`, async ({ expect, stage }) => {
          const { mark, options } = on(runtime, stage);
          const program = await stage.program("running", level, options);
          expect(await program.said("stopped")).toMatchObject({
            status: "stopped",
            wrote: ["r-1"],
          });
          expect(await program.said("killed")).toMatchObject({
            signal: "SIGKILL",
            status: "killed",
          });
          expect(await program.said("failed")).toMatchObject({ code: 3, status: "failed" });
          expect(await program.said("missing")).toMatch(/no-such-command-here was not found/);
          await program.child.ended;
          // Without a group, what the shell has started ends by itself.
          await eventually(() => marked(mark).length === 0);
        });

      test("leaves nothing behind when it is killed", async ({ expect, stage }) => {
        const { mark, options } = on(runtime, stage);
        const script = "trap '' TERM; (trap '' TERM; sleep 1000) & while :; do sleep 1001; done";
        const job = { args: ["-c", script], options: { hygiene: "require" }, count: 2 };
        const program = await stage.program("supervising", job, options);
        await program.said("started");
        await eventually(() => marked(mark).length > 8);
        program.child.kill("SIGKILL");
        await eventually(() => marked(mark).length === 0);
        expect(commandsOf(marked(mark))).toEqual([]);
      });
    });
  });
