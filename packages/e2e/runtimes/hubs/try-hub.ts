// One engine with hubs: its process is started, all cases are played against it, and it has to end by itself.
import { scoreOf } from "@skep/conformance/client";
import { type Case, hubCases } from "./hub-cases.ts";
import type { HubEngine } from "./hub-engines.ts";
import { HubProcess } from "./hub-process.ts";

export interface HubResult {
  readonly engine: HubEngine;
  readonly passed: number;
  readonly faults: readonly string[];
}

/** Milliseconds for one case; the slowest take eight seconds on a machine that does nothing else. */
const TIMEOUT = 60_000;

/** `program` is the file of the hubs' program. */
export async function tryHub(engine: HubEngine, program: string): Promise<HubResult> {
  if (engine.missing !== undefined)
    return { engine, passed: 0, faults: [`not tried: ${engine.missing} is missing`] };
  const process = new HubProcess(engine.command, [...engine.flags, program, engine.way]);
  const cases = hubCases.filter(({ needs }) => needs === undefined || engine.can[needs]);
  const play = async (each: readonly Case[]): Promise<readonly string[]> => {
    const tests = each.map(({ name, run }) => [name, () => run(process, engine.can)] as const);
    return (await scoreOf(tests, TIMEOUT)).failed;
  };
  try {
    // Those that wait do so beside each other, and beside the others, which come one after the other.
    const waiting = Promise.all(cases.filter(({ waits }) => waits).map((each) => play([each])));
    const faults = [...(await play(cases.filter(({ waits }) => !waits)))];
    faults.push(...(await waiting).flat());
    const passed = cases.length - faults.length;
    await process.end().catch((error: unknown) => faults.push(`ends by itself: ${String(error)}`));
    return { engine, passed, faults };
  } finally {
    process.kill();
  }
}
