// Tests that are run without a runner, in any engine: one after the other, each within its time.

/** How many tests passed, and what the others said. */
export interface Score {
  readonly passed: number;
  readonly failed: readonly string[];
}

export type Test = readonly [name: string, run: () => Promise<void>];

/** One after the other: tests are about time, and there is one of it. Each has so many milliseconds. */
export async function scoreOf(tests: readonly Test[], timeout: number): Promise<Score> {
  const failed: string[] = [];
  for (const [name, run] of tests) {
    const fault = await faultOf(run(), timeout);
    if (fault !== undefined) failed.push(`${name.trim()}: ${fault}`);
  }
  return { passed: tests.length - failed.length, failed };
}

function faultOf(running: Promise<void>, timeout: number): Promise<string | undefined> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve(`not done within ${timeout} ms`), timeout);
    const end = (fault?: string): void => {
      clearTimeout(timer);
      resolve(fault);
    };
    running.then(
      () => end(),
      (error: Error) => end(error.message || "failed without a word"),
    );
  });
}
