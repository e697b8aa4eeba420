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
  /** Cases that are known to be told otherwise: the lines that are expected instead. */
  readonly others?: Readonly<Record<string, readonly string[]>> | undefined;
}

/** Milliseconds for one transcript; the longest takes three. */
const TIMEOUT = 15_000;

export function testTranscripts(options: TranscriptSuiteOptions): void {
  const { name, test, transport, server, others = {} } = options;
  for (const each of transcriptCases)
    test(`${name} tells of a peer that ${each.name}`, async () => {
      const peers = await server();
      try {
        await play({ ...each, expected: others[each.name] ?? each.expected }, transport(), peers);
      } finally {
        await peers.stop();
      }
    });
}

async function play(
  { answer, session, play, expected }: TranscriptCase,
  transport: Transport,
  server: RemoteServer,
): Promise<void> {
  const retry = { initialDelay: 20, minDelay: 10, maxDelay: 100 };
  const pool = new Pool({ transport, ...session, retry });
  const transcript = new Transcript(pool);
  const lines = linesFor(expected, transport);
  try {
    const peer = pool.connect(server.url(answer));
    if (play !== undefined) {
      await peer.whenConnected();
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
