// A record as a test can write it down: plain, and without what depends on the run.

import type { Recorded } from "./recorded.ts";

/** The facts of one record; which there are depends on its type. */
export interface Facts {
  readonly type: Recorded["type"];
  readonly id?: string;
  readonly [fact: string]: unknown;
}

export function factsOf(record: Recorded): Facts {
  const { peer: _peer, at: _at, ...facts } = { ...record, ...dialFacts(record) };
  const known = Object.entries(facts).filter(([, fact]) => fact !== undefined);
  return Object.fromEntries(known.map(([name, fact]) => [name, plain(fact)])) as unknown as Facts;
}

/** Why a link ended, its code and reason say; of a failed dial it counts how far it came. */
function dialFacts(record: Recorded): object {
  if (record.type === "disconnected") return { cause: undefined };
  if (record.type !== "dialfailed") return {};
  const { phase, status } = record.cause;
  return { phase, status, cause: undefined };
}

function plain(fact: unknown): unknown {
  return fact instanceof Error ? fact.message : fact;
}
