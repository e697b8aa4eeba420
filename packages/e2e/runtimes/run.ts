// Tries the built packages on every engine, two at a time and a hub beside them, and writes or checks the tables.
import { mkdir } from "node:fs/promises";
import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { ControlServer } from "@skep/conformance";
import { Hub } from "@skep/hub";
import { type EngineRun, engineRuns, type Stage } from "./engines.ts";
import { compareHashes } from "./hashes.ts";
import { Home } from "./home.ts";
import { type HubEngine, hubEngines } from "./hubs/hub-engines.ts";
import { type HubResult, tryHub } from "./hubs/try-hub.ts";
import { makePrograms } from "./programs.ts";
import { runners, tryUnder } from "./runners.ts";
import { updateTables } from "./tables.ts";
import { type Result, tryOn } from "./try-on.ts";

const { values } = parseArgs({
  options: {
    /** Writes nothing, and fails where a table says something else. */
    check: { type: "boolean", default: false },
    /** Only runtimes whose name begins so; no table is touched then. */
    only: { type: "string", default: "" },
  },
});

const folder = resolve("packages/e2e/.runtimes");
await mkdir(folder, { recursive: true });
const sources = resolve("packages/e2e/runtimes");
const programs = await makePrograms(sources, folder);
const control = await ControlServer.start();
const hub = new Hub({
  namespaces: { room: { history: { messages: 1_000, age: 600_000 }, publish: true } },
  // Pages come from the home of their engine.
  allowedOrigins: () => true,
});
const { url: hubUrl } = await hub.listen({ port: 0, host: "127.0.0.1" });
const chosen = engineRuns.filter(({ runtime }) => runtime.startsWith(values.only));
if (chosen.length === 0) throw new Error(`No runtime begins with "${values.only}".`);
const chosenHubs = hubEngines.filter(({ runtime }) => runtime.startsWith(values.only));
// They wait for most of their time.
const [results, hubResults] = await Promise.all([tryAll(chosen), tryHubs(chosenHubs)]);
await control.stop();
await hub.close();
const failedRunners = values.only === "" ? await tryRunners() : 0;
const otherHashes = values.only === "" ? await compareHashes() : 0;

const tried = [...results, ...hubResults];
const good = tried.filter(({ faults }) => faults.length === 0).length;
// A table of a run that went wrong would be no table of the engines.
const isWhole = values.only === "" && good === tried.length;
const stale = isWhole ? await updateTables(results, hubResults, values.check) : [];
for (const file of stale) console.error(`${file} does not say what was found; run \`runtimes\`.`);
console.log(`${good} engines passed, ${tried.length - good} failed`);
const isGood = good === tried.length && failedRunners + otherHashes + stale.length === 0;
process.exit(isGood ? 0 : 1);

async function tryAll(engines: readonly EngineRun[]): Promise<Result[]> {
  const homes = [await Home.start(programs.page), await Home.start(programs.page)];
  const found = await inLanes(2, engines, async (engine) => {
    const home = homes.pop() as Home;
    const stage: Stage = { control: control.url, home: home.url, hub: hubUrl, programs, folder };
    const begun = performance.now();
    const result = await tryOn(engine, stage, home);
    show(result, performance.now() - begun);
    homes.push(home);
    return result;
  });
  for (const home of homes) home.stop();
  return found;
}

function tryHubs(engines: readonly HubEngine[]): Promise<HubResult[]> {
  return inLanes(1, engines, async (engine) => {
    const begun = performance.now();
    const result = await tryHub(engine, programs.hubs);
    const seconds = ((performance.now() - begun) / 1e3).toFixed(1);
    console.log(
      `a hub on ${engine.runtime}, ${engine.server}: ${result.passed} passed in ${seconds} s`,
    );
    for (const fault of result.faults) console.log(`  ${fault}`);
    return result;
  });
}

/** So many at once. The results are in the order of the engines, whichever ends first. */
async function inLanes<E, R>(
  lanes: number,
  engines: readonly E[],
  run: (engine: E) => Promise<R>,
): Promise<R[]> {
  const found: R[] = [];
  let next = 0;
  const lane = async (): Promise<void> => {
    while (next < engines.length) {
      const at = next++;
      found[at] = await run(engines[at] as E);
    }
  };
  await Promise.all(Array.from({ length: lanes }, lane));
  return found;
}

/** The suites that we export, under every runner that we say they run under. */
async function tryRunners(): Promise<number> {
  let failed = 0;
  for (const runner of runners) {
    const fault = await tryUnder(runner, sources, folder);
    console.log(
      `${runner.name}: ${fault === undefined ? "the suites passed" : `failed\n${fault}`}`,
    );
    if (fault !== undefined) failed += 1;
  }
  return failed;
}

function show({ engine, report, faults }: Result, ms: number): void {
  const scores = report ? [report.suite, report.transcripts, ...Object.values(report.parts)] : [];
  const passed = `${scores.map((score) => score.passed).join(" + ")} passed`;
  console.log(
    `${engine.runtime} over ${engine.transport}: ${passed} in ${(ms / 1e3).toFixed(1)} s`,
  );
  for (const fault of faults) console.log(`  ${fault}`);
  for (const warning of report?.warnings ?? []) console.log(`  told as warning: ${warning}`);
}
