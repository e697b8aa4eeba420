// A reporter that closes a test run: why tests were skipped, once for each reason, which ones passed at the second attempt alone, and one plain
// line, for people and for scripts.
import type { Reporter, TestCase, TestModule, TestSpecification } from "vitest/node";
import { type SecondAttempt, secondAttemptLines } from "./second-attempts.ts";
import { type Skip, skipLines } from "./skip-lines.ts";

export class ClosingLine implements Reporter {
  /** Whether `-t` chose tests by their titles, which skips all others. */
  #isChosen = false;

  onTestRunStart(specifications: readonly TestSpecification[]): void {
    this.#isChosen = specifications.some(
      ({ testNamePattern, project }) =>
        (testNamePattern ?? project.config.testNamePattern) !== undefined,
    );
  }

  onTestRunEnd(modules: readonly TestModule[]): void {
    const count = { passed: 0, failed: 0, skipped: 0, pending: 0 };
    const skips: Skip[] = [];
    const attempts: SecondAttempt[] = [];
    for (const module of modules) {
      // A file that did not even load holds no test, and yet it failed.
      if (module.errors().length > 0) count.failed += 1;
      for (const test of module.children.allTests()) {
        const { state } = test.result();
        count[state] += 1;
        if (state === "skipped") skips.push(skipOf(test));
        if (test.diagnostic()?.flaky === true) attempts.push(attemptOf(test));
      }
    }
    const told = skips.filter(({ lack }) => lack !== undefined || !this.#isChosen);
    for (const line of skipLines(told)) console.log(line);
    for (const line of secondAttemptLines(attempts)) console.log(line);
    const skipped = count.skipped + count.pending;
    console.log(`${count.passed} passed, ${count.failed} failed, ${skipped} skipped`);
  }
}

function skipOf(test: TestCase): Skip {
  return { title: test.fullName, lack: test.meta().lack };
}

function attemptOf(test: TestCase): SecondAttempt {
  const [error] = test.result().errors ?? [];
  return { title: test.fullName, fault: error?.message ?? "" };
}
