// All that an engine has to prove of one transport, without a runner: the suite, the transcripts, the warnings.

import { Pool, type Transport } from "@skep/core";
import { testTransport } from "@skep/core/testing";
import type { Engine } from "./engines.ts";
import { RemoteServer } from "./remote-server.ts";
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

/** How many tests passed, and what the others said. */
export interface Score {
  readonly passed: number;
  readonly failed: readonly string[];
}

type Test = readonly [name: string, run: () => Promise<void>];

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

/** One test after the other: they are about time, and there is one of it. */
async function score(register: (test: (...test: Test) => void) => void): Promise<Score> {
  const tests: Test[] = [];
  register((...test) => tests.push(test));
  const failed: string[] = [];
  for (const [name, run] of tests) {
    const fault = await inTime(run());
    if (fault !== undefined) failed.push(`${name.trim()}: ${fault}`);
  }
  return { passed: tests.length - failed.length, failed };
}

function inTime(running: Promise<void>): Promise<string | undefined> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve(`not done within ${TIMEOUT} ms`), TIMEOUT);
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

async function warningsOf(transport: Transport): Promise<string[]> {
  const pool = new Pool({ transport });
  const told: string[] = [];
  pool.addEventListener("warning", ({ message }) => told.push(message));
  pool.connect("ws://127.0.0.1:9/");
  await new Promise((resolve) => setTimeout(resolve));
  await pool.close({ timeout: 0 });
  return told;
}
