// Plays every case of the transcripts with a real pool and with a real connection, over any transport, under any runner.

import {
  type PartialSessionOptions,
  Pool,
  type PoolOptions,
  type Session,
  type Transport,
} from "@skep/core";
import { Connection } from "@skep/core/connection";
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

/** One session, and who hosts it. */
interface Hosted {
  readonly session: Session;
  readonly transcript: Transcript;
  readonly close: () => Promise<void>;
}

type HostOptions = Pick<PoolOptions, "transport"> & PartialSessionOptions;

/** A pool and a connection tell the same facts of a session. */
const HOSTS: Readonly<Record<string, (url: string, options: HostOptions) => Hosted>> = {
  "a pool": (url, options) => {
    const pool = new Pool(options);
    const transcript = Transcript.ofPool(pool);
    const close = (): Promise<void> => pool.close({ timeout: 0 });
    return { session: pool.connect(url), transcript, close };
  },
  "a connection": (url, options) => {
    const connection = new Connection(url, options);
    const transcript = Transcript.ofConnection(connection);
    const close = (): Promise<void> => connection.close({ timeout: 0 });
    return { session: connection, transcript, close };
  },
};

export function testTranscripts(options: TranscriptSuiteOptions): void {
  const { name, test, transport, server, others = {} } = options;
  for (const [host, open] of Object.entries(HOSTS))
    for (const each of transcriptCases)
      test(`${name} tells ${host} of a peer that ${each.name}`, async () => {
        const peers = await server();
        try {
          const expected = others[each.name] ?? each.expected;
          await play({ ...each, expected }, transport(), { peers, open });
        } finally {
          await peers.stop();
        }
      });
}

interface Place {
  readonly peers: RemoteServer;
  readonly open: (url: string, options: HostOptions) => Hosted;
}

async function play(
  { answer, session: options, play, expected }: TranscriptCase,
  transport: Transport,
  { peers, open }: Place,
): Promise<void> {
  const retry = { initialDelay: 20, minDelay: 10, maxDelay: 100 };
  const lines = linesFor(expected, transport);
  const url = peers.url(answer);
  const { session, transcript, close } = open(url, { transport, ...options, retry });
  try {
    if (play !== undefined) {
      await session.whenConnected();
      await play(await peers.link(url), session);
    }
    await transcript.reaches(lines.length, TIMEOUT);
    compare(transcript.lines.slice(0, lines.length).join("\n"), lines.join("\n"));
  } finally {
    await close();
  }
}

function compare(told: string, expected: string): void {
  if (told !== expected) throw new Error(`The transcript is\n${told}\nand should be\n${expected}`);
}

function linesFor(expected: TranscriptCase["expected"], { can }: Transport): readonly string[] {
  if (!("capability" in expected)) return expected;
  return can[expected.capability] ? expected.with : expected.without;
}
