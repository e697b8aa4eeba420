// All that an engine has to prove of one transport, without a runner: the suite, the transcripts, the warnings.

import { Pool, type Transport } from "@skep/core";
import { testTransport } from "@skep/core/testing";
import type { Engine } from "./engines.ts";
import { RemoteServer } from "./remote-server.ts";
import { type Score, scoreOf, type Test } from "./score.ts";
import { testTranscripts } from "./transcript-suite.ts";

/** What is to be proved, of what, and where the server is. */
export interface ConformOptions {
  /** The address of a `ControlServer`. */
  readonly control: string;
  readonly engine: Engine;
  readonly transport: () => Transport;
}

/** What came of it; plain data. */
export interface Report {
  readonly transport: string;
  readonly can: Transport["can"];
  readonly suite: Score;
  readonly transcripts: Score;
  /** What the pool told as `warning`. */
  readonly warnings: readonly string[];
}

/** Milliseconds for one test; the slowest take two seconds on a machine that does nothing else. */
const TIMEOUT = 30_000;

export async function conform({ control, engine, transport }: ConformOptions): Promise<Report> {
  const server = (): Promise<RemoteServer> => RemoteServer.start(control);
  const shared = { name: "", transport, server };
  const { name, can } = transport();
  return {
    transport: name,
    can,
    suite: await score((test) => testTransport({ ...shared, test, ...engine, timeout: 20_000 })),
    transcripts: await score((test) =>
      testTranscripts({ ...shared, test, others: engine.otherTranscripts }),
    ),
    warnings: await warningsOf(transport()),
  };
}

/** Runs the tests that a suite registers, and counts those that pass. */
async function score(register: (test: (...test: Test) => void) => void): Promise<Score> {
  const tests: Test[] = [];
  register((...test) => tests.push(test));
  return scoreOf(tests, TIMEOUT);
}

async function warningsOf(transport: Transport): Promise<string[]> {
  const pool = new Pool({ transport });
  const told: string[] = [];
  pool.addEventListener("warning", ({ message }) => told.push(message));
  pool.connect("ws://127.0.0.1:9/");
  await new Promise((resolve) => setTimeout(resolve));
  await pool.close({ timeout: 0 });
  return told;
}
