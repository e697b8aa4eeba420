// Plays every case of the transcripts with a real pool, over any transport, under any runner.

import { Pool, type Transport } from "@skep/core";
import type { RemoteServer } from "./remote-server.ts";
import { Transcript } from "./transcript.ts";
import { type TranscriptCase, transcriptCases } from "./transcript-cases.ts";

/** What an engine's own test supplies. */
export interface TranscriptSuiteOptions {
  /** Stands before the name of each test. */
  readonly name: string;
  readonly test: (name: string, run: () => Promise<void>) => unknown;
  readonly transport: () => Transport;
  readonly server: () => Promise<RemoteServer>;
  /** Cases that are known to be told otherwise, each with how. They are played, and have to differ. */
  readonly others?: Readonly<Record<string, string>> | undefined;
}

/** Milliseconds for one transcript; the longest takes three. */
const TIMEOUT = 15_000;

export function testTranscripts(options: TranscriptSuiteOptions): void {
  const { name, test, others = {} } = options;
  for (const each of transcriptCases) {
    const other = others[each.name];
    if (other === undefined)
      test(`${name} tells of a peer that ${each.name}`, () => playAlone(each, options));
    else
      test(`${name} cannot tell of a peer that ${each.name} (${other})`, () =>
        expectOther(each, options));
  }
}

async function expectOther(each: TranscriptCase, options: TranscriptSuiteOptions): Promise<void> {
  const differs = await playAlone(each, options).then(
    () => false,
    () => true,
  );
  if (!differs) throw new Error("The platform tells it right now: this exception can go.");
}

async function playAlone(
  each: TranscriptCase,
  { transport, server }: TranscriptSuiteOptions,
): Promise<void> {
  const peers = await server();
  try {
    await play(each, transport(), peers);
  } finally {
    await peers.stop();
  }
}

async function play(
  { answer, session, play, expected }: TranscriptCase,
  transport: Transport,
  server: RemoteServer,
): Promise<void> {
  const retry = { initialDelay: 20, minDelay: 10, maxDelay: 100 };
  const pool = new Pool({ transport, session: { ...session, retry } });
  const transcript = new Transcript(pool);
  const lines = linesFor(expected, transport);
  try {
    const peer = pool.connect(server.url(answer));
    if (play !== undefined) {
      await peer.connected();
      await play(await server.link(peer.id), peer);
    }
    await transcript.reaches(lines.length, TIMEOUT);
    compare(transcript.lines.slice(0, lines.length).join("\n"), lines.join("\n"));
  } finally {
    await pool.close({ timeout: 0 });
  }
}

function compare(told: string, expected: string): void {
  if (told !== expected) throw new Error(`The transcript is\n${told}\nand should be\n${expected}`);
}

function linesFor(expected: TranscriptCase["expected"], { can }: Transport): readonly string[] {
  if (!("capability" in expected)) return expected;
  return can[expected.capability] ? expected.with : expected.without;
}
