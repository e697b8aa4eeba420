// Registers the cases of a suite with a runner: what the suites of this package have in common.

/** One sentence of a suite. */
export interface SuiteCase<Capability extends string, Run> {
  readonly name: string;
  /** Without these it makes no sense. */
  readonly needs?: readonly Capability[];
  readonly run: Run;
}

/** What is on trial, and what is known of it. */
export interface SuiteSubject<Capability extends string, Run> {
  /** What it is, such as `worker`. */
  readonly kind: string;
  /** Stands before the name of each test. */
  readonly name: string;
  readonly test: (name: string, run: () => Promise<void>) => unknown;
  readonly capabilities: Readonly<Record<Capability, boolean>>;
  /** Names of cases, each with what happens instead. */
  readonly exceptions?: Readonly<Record<string, string>> | undefined;
  readonly play: (run: Run) => Promise<void>;
}

/** Of what the capabilities deny, no test is registered. Throws for an exception to a case that there is not. */
export function registerCases<Capability extends string, Run>(
  all: readonly SuiteCase<Capability, Run>[],
  { name: suite, test, capabilities, exceptions = {}, ...subject }: SuiteSubject<Capability, Run>,
): void {
  const cases = all.filter(({ needs = [] }) => needs.every((need) => capabilities[need]));
  for (const name of Object.keys(exceptions))
    if (!cases.some((known) => known.name === name))
      throw new Error(`No case is called "${name}".`);
  for (const { name, run } of cases) {
    const otherwise = exceptions[name];
    if (otherwise === undefined) test(`${suite} ${name}`, () => subject.play(run));
    else
      test(`${suite} does not: ${name} (${otherwise})`, () =>
        expectFailure(subject.kind, subject.play(run)));
  }
}

async function expectFailure(kind: string, played: Promise<void>): Promise<void> {
  const failed = await played.then(
    () => false,
    () => true,
  );
  if (!failed) throw new Error(`The ${kind} does it right now: this exception can go.`);
}
