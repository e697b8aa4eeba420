// Reports of fault runs for the page about scaling: `pnpm faults` names a file, to which each run adds a line.

import { appendFile } from "node:fs/promises";
import type { FaultReport } from "./fault-report.ts";

/** The file; undefined where nobody makes the page. */
const FILE = process.env["SKEP_FAULTS"];

/** All faults are run, also those of peers. */
export const isForPage: boolean = FILE !== undefined;

/** Who was under which fault, and what became of the messages. */
export async function keepReport(
  who: string,
  fault: string,
  report: Partial<FaultReport> & { readonly unhandled?: number },
): Promise<void> {
  if (FILE !== undefined) await appendFile(FILE, `${JSON.stringify({ who, fault, report })}\n`);
}
