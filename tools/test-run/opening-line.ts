// A reporter that says at the start of a run how long it takes, where that is long enough to wonder.
import type { Reporter, TestProject, TestSpecification } from "vitest/node";
import { openingLine } from "./duration.ts";

/** It runs in place of all tests of a browser that is not installed. */
const STAND_IN = "tools/browsers/missing.test.ts";

export class OpeningLine implements Reporter {
  async onTestRunStart(specifications: readonly TestSpecification[]): Promise<void> {
    const whole: string[] = [];
    for (const [project, files] of byProject(specifications))
      if ((await project.globTestFiles()).testFiles.length === files) whole.push(project.name);
    const line = openingLine(whole);
    if (line !== undefined) console.log(line);
  }
}

/** How many files of each project are run. */
function byProject(specifications: readonly TestSpecification[]): Map<TestProject, number> {
  const counts = new Map<TestProject, number>();
  for (const { project, moduleId } of specifications)
    if (!moduleId.endsWith(STAND_IN)) counts.set(project, (counts.get(project) ?? 0) + 1);
  return counts;
}
