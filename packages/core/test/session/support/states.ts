// States for stories of the machine: each with the least that makes it one, and what a story changes.

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

/** A session that has been through one dial, the current one where there is one. */
export const memory = (changes: Partial<Memory> = {}): Memory => ({
  ...idle.memory,
  dials: 1,
  entries: 1,
  dialedAt: 0,
  ...changes,
});

export const queued = (changes: Partial<Queued> = {}): Queued => ({
  in: "queued",
  memory: memory(),
  automatic: false,
  ...changes,
});

/** Until 11,000, which is `dialTimeout` after the stories play. */
export const dialing = (changes: Partial<Dialing> = {}): Dialing => ({
  in: "dialing",
  memory: memory(),
  phase: "dial",
  until: 11_000,
  hasty: false,
  ...changes,
});

export const opening = (changes: Partial<Opening> = {}): Opening => ({
  in: "opening",
  memory: memory(),
  protocol: "",
  end: undefined,
  ...changes,
});

/** The window of silence began at 1,000, which is when the stories play. */
export const connected = (changes: Partial<Connected> = {}): Connected => ({
  in: "connected",
  memory: memory(),
  window: 1_000,
  doubted: undefined,
  paused: false,
  backlog: 0,
  taken: 0,
  movedAt: -Infinity,
  lookAt: 1_000,
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

/** Until 3,000, which is two seconds after the stories play. */
export const waiting = (changes: Partial<Waiting> = {}): Waiting => ({
  in: "waiting",
  memory: memory(),
  until: 3_000,
  notBefore: 1_000,
  hold: "none",
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
