// Tests that failed and then passed, as lines for people: whoever reads one mends the test.

export interface SecondAttempt {
  readonly title: string;
  /** What the first attempt failed with. */
  readonly fault: string;
}

export function secondAttemptLines(attempts: readonly SecondAttempt[]): string[] {
  return attempts.map(({ title, fault }) => {
    const [first = ""] = fault.split("\n");
    return `Passed at the second attempt: ${title}. The first one failed: ${first}`;
  });
}
