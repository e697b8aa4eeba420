// How links and dials end in the wild, and what a session makes of each: the same on every engine and with every host, but for
// what its transport can.

import type { Session, SessionOptions, TransportCapabilities } from "@skep/core";
import type { SuiteAnswer } from "@skep/core/testing";
import type { RemoteLink } from "./remote-server.ts";

/** One way to end, and its transcript. */
export interface TranscriptCase {
  readonly name: string;
  readonly answer: SuiteAnswer;
  readonly session?: Partial<SessionOptions>;
  /** The act of the server after the session was connected. */
  readonly play?: (link: RemoteLink, session: Session) => Promise<void>;
  /** The lines, or the lines with and without a capability. */
  readonly expected: readonly string[] | ByCapability;
}

export interface ByCapability {
  readonly capability: keyof TransportCapabilities;
  readonly with: readonly string[];
  readonly without: readonly string[];
}

const FAILED = "dialfailed dial network retry";

/** Comes back, as the redial finds the same server. */
const lost = (how: string): string[] => [
  "connected",
  `disconnected live ${how} retry`,
  "connected",
];

const closed = (code: number): TranscriptCase => ({
  name: `closed with ${code}`,
  answer: { kind: "accept" },
  play: (link) => link.close(code, "so long"),
  expected: lost(`closed ${code}`),
});

/** Twice in a row retires: a token can be refreshed between. */
const unauthorized = (status: number): TranscriptCase => ({
  name: `refused with ${status}`,
  answer: { kind: "status", status },
  expected: {
    capability: "status",
    with: [
      `dialfailed handshake status ${status} retry`,
      `dialfailed handshake status ${status} the end`,
      "retired",
    ],
    without: [FAILED, FAILED, FAILED],
  },
});

const busy = (status: number): TranscriptCase => ({
  name: `refused with ${status} and Retry-After`,
  answer: { kind: "status", status, headers: { "Retry-After": "1" } },
  expected: {
    capability: "status",
    with: Array.from({ length: 2 }, () => `dialfailed handshake status ${status} retry as asked`),
    without: [FAILED, FAILED, FAILED],
  },
});

export const transcriptCases: readonly TranscriptCase[] = [
  { name: "refused by nobody", answer: { kind: "nobody" }, expected: [FAILED, FAILED, FAILED] },
  unauthorized(401),
  unauthorized(403),
  busy(429),
  busy(503),
  ...[1000, 1001, 1012, 4401].map(closed),
  {
    name: "dropped without a close frame",
    answer: { kind: "accept" },
    play: (link) => link.drop(),
    expected: lost("lost"),
  },
  {
    name: "sent a message above readLimit",
    answer: { kind: "accept" },
    session: { readLimit: 1_024 },
    play: (link) => link.send(new Uint8Array(2_048)),
    expected: {
      capability: "readLimit",
      with: lost("readLimit"),
      without: ["connected", "message 2048"],
    },
  },
  {
    name: "fell silent",
    answer: { kind: "accept" },
    session: {
      keepaliveTimeout: 3_000,
      pingInterval: 200,
      probe: { message: () => "?", isAnswer: (data) => data === "!" },
    },
    play: fallSilent,
    expected: lost("keepalive"),
  },
];

/** Not before it was heard: the RawServer answers pings by itself, and probes as it is told here. */
async function fallSilent(link: RemoteLink, session: Session): Promise<void> {
  if (session.stats().liveness === "probe") {
    await link.received();
    await link.send("!");
  }
  while (session.stats().heartbeats === 0) await new Promise((resolve) => setTimeout(resolve, 20));
  await link.freeze();
}
