// States for tests of the machine: each with usual values, and what a test changes.

import {
  type Closing,
  type Connected,
  type Dialing,
  type Ending,
  idle,
  type Opening,
  type Queued,
  type Stopped,
  type Waiting,
} from "../../../src/session/state.ts";
import type { Memory } from "../../../src/session/memory.ts";

/** A session that has been through one dial, the current one where there is one. Initial dials are over, so that none is counted. */
export const memory = (changes: Partial<Memory> = {}): Memory => ({
  ...idle.memory,
  dials: 1,
  places: 1,
  dialedAt: 0,
  initialDials: "over",
  ...changes,
});

export const queued = (changes: Partial<Queued> = {}): Queued => ({
  in: "queued",
  memory: memory(),
  automatic: false,
  ...changes,
});

/** Until 11,000, which is `dialTimeout` after the time of the tests. */
export const dialing = (changes: Partial<Dialing> = {}): Dialing => ({
  in: "dialing",
  memory: memory(),
  phase: "dial",
  until: 11_000,
  signalled: false,
  ...changes,
});

export const opening = (changes: Partial<Opening> = {}): Opening => ({
  in: "opening",
  memory: memory(),
  protocol: "",
  end: undefined,
  ...changes,
});

/** Silence counts from 1,000, which is the time of the tests; the peer is asked next 10 s later. */
export const connected = (changes: Partial<Connected> = {}): Connected => ({
  in: "connected",
  memory: memory(),
  silenceStart: 1_000,
  doubtedAt: undefined,
  paused: false,
  lastBacklog: 0,
  lastTaken: 0,
  backlogMovedAt: -Infinity,
  nextAskAt: 11_000,
  alarmAt: 11_000,
  ...changes,
});

/** The peer has said 1012. */
export const ending = (changes: Partial<Ending> = {}): Ending => ({
  in: "ending",
  memory: memory(),
  end: { phase: "live", kind: "closed", closeCode: 1012, closeReason: "" },
  paused: false,
  ...changes,
});

/** Until 3,000, which is two seconds after the time of the tests. */
export const waiting = (changes: Partial<Waiting> = {}): Waiting => ({
  in: "waiting",
  memory: memory(),
  until: 3_000,
  notBefore: 1_000,
  blockedBy: "none",
  automatic: true,
  ...changes,
});

export const closing = (changes: Partial<Closing> = {}): Closing => ({
  in: "closing",
  memory: memory(),
  ...changes,
});

export const stopped = (changes: Partial<Stopped> = {}): Stopped => ({
  in: "stopped",
  memory: memory(),
  ...changes,
});
