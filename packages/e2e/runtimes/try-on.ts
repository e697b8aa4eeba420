// One engine: its program is run, its report comes in, and what is wrong with it is said.
import type { EngineReport } from "./parts.ts";
import type { EngineRun, Stage } from "./engines.ts";
import type { Home } from "./home.ts";

export interface Result {
  readonly engine: EngineRun;
  /** Missing where the engine was not tried, or did not come to an end. */
  readonly report: EngineReport | undefined;
  readonly faults: readonly string[];
}

/** A run that says nothing for so long has failed; the slowest takes half a minute. */
const TIMEOUT = 180_000;

export async function tryOn(engine: EngineRun, stage: Stage, home: Home): Promise<Result> {
  if (engine.missing !== undefined)
    return { engine, report: undefined, faults: [`not tried: ${engine.missing} is missing`] };
  try {
    const report = await run(engine, stage, home);
    return { engine, report, faults: faultsOf(report, engine) };
  } catch (error) {
    return { engine, report: undefined, faults: [String(error)] };
  }
}

async function run(engine: EngineRun, stage: Stage, home: Home): Promise<EngineReport> {
  const reported = inTime(home.report());
  const [report] = await Promise.all([reported, engine.run(stage, reported)]);
  return report;
}

/** What waits for the report has to give up with it: a browser is closed in any case. */
async function inTime<T>(waiting: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no report within ${TIMEOUT} ms`)), TIMEOUT);
  });
  try {
    return await Promise.race([waiting, late]);
  } finally {
    clearTimeout(timer);
  }
}

function faultsOf(report: EngineReport, { warns }: EngineRun): string[] {
  const { parts, suite, transcripts, warnings } = report;
  const faults = [suite, transcripts, ...Object.values(parts)].flatMap(({ failed }) => failed);
  if (warnings.length !== (warns ? 1 : 0)) faults.push(`${warnings.length} warnings were told`);
  return faults;
}
