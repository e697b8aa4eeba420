// Supervised functions on each runtime: restarts, rest, handover, and the end by a signal.

import { afterEach, expect, test } from "vitest";
import { describeServer, FILES } from "./support/packages.ts";
import { Program, type ProgramOptions } from "./support/program.ts";

const programs: Program[] = [];

afterEach(async () => {
  await Promise.all(programs.splice(0).map((program) => program.stop()));
});

async function lives(options: ProgramOptions): Promise<void> {
  const program = await Program.start("restarting", null, options);
  programs.push(program);
  expect(await program.said("rests")).toBe("suspended");
  expect(await program.said("goesOn")).toBe("running");
  const runs = program.child.lines
    .filter((line) => line.startsWith('{"run"'))
    .map((line) => JSON.parse(line) as { run: number; resumeId: string; after?: string });
  expect(runs.map(({ after }) => after)).toEqual([undefined, "failed", "failed"]);
  expect(new Set(runs.map(({ resumeId }) => resumeId)).size).toBe(1);
  program.child.kill("SIGTERM");
  expect(await program.said("code")).toBe(0);
  expect(program.child.lines.at(-1)).toContain('"ended":"stopped"');
}

test("a supervisor of functions lives and ends on Node", () => lives({}));

describeServer("supervised functions on bun", ["bun"], () => {
  test("a supervisor of functions lives and ends on Bun", () =>
    lives({ executable: FILES.bun ?? "bun" }));
});

describeServer("supervised functions on deno", ["deno"], () => {
  test("a supervisor of functions lives and ends on Deno", () =>
    lives({ executable: FILES.deno ?? "deno", flags: ["run", "--allow-all"] }));
});
