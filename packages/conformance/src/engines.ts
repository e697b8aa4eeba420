// What each engine's own WebSocket can, and what it is known to do wrong. The suite proves both.

import type { SuiteCapabilities } from "@skep/core/testing";

/** What is declared of one engine. */
export interface Engine {
  readonly capabilities: SuiteCapabilities;
  /** Cases of the suite that it fails, each with what it does instead. */
  readonly exceptions: Readonly<Record<string, string>>;
  /** Transcripts that are another one there: the lines that it tells instead. */
  readonly otherTranscripts?: Readonly<Record<string, readonly string[]>>;
}

/** What a browser shows of a socket. */
const PLAIN: SuiteCapabilities = {
  ping: false,
  pause: false,
  unref: false,
  bufferedAmount: true,
  heard: false,
  terminate: false,
  releases: true,
  violations: false,
  closing: false,
  progress: false,
  answerHeaders: false,
  hostile: true,
};

const OVER_WS: SuiteCapabilities = {
  ping: true,
  pause: true,
  unref: true,
  bufferedAmount: true,
  heard: true,
  terminate: true,
  releases: true,
  violations: true,
  closing: true,
  progress: true,
  answerHeaders: true,
  hostile: true,
};

/** The transport over `ws`, by runtime. */
export const overWs: Readonly<Record<string, Engine>> = {
  "Node 20": { capabilities: OVER_WS, exceptions: {} },
  "Node 22": { capabilities: OVER_WS, exceptions: {} },
  "Node 24": { capabilities: OVER_WS, exceptions: {} },
  "Node 26": { capabilities: OVER_WS, exceptions: {} },
  Deno: { capabilities: OVER_WS, exceptions: {} },
  // Its own `ws` ends the connection with the close frame.
  Bun: { capabilities: { ...OVER_WS, closing: false }, exceptions: {} },
};

/** It decodes text as a file, of which U+FEFF is a mark at the beginning. */
const DROPS_FEFF = {
  "carries a text that begins with U+FEFF both ways": "drops the U+FEFF of what comes",
};

/** The transport over the platform's WebSocket, by engine. */
export const platform: Readonly<Record<string, Engine>> = {
  Chromium: { capabilities: PLAIN, exceptions: {} },
  Firefox: {
    capabilities: { ...PLAIN, releases: false },
    exceptions: {
      "ends the link at a masked frame": "takes it",
      "ends the link at a ping of more than 125 bytes": "takes it",
      "refuses an upgrade with a forged protocol": "opens, and says that there is none",
    },
  },
  WebKitGTK: {
    capabilities: { ...PLAIN, releases: false },
    exceptions: {
      "does not follow a redirect": "follows it, and opens",
      "ends the link at a ping of more than 125 bytes": "takes it",
    },
    // It takes 1012, which came after RFC 6455, for no close code.
    otherTranscripts: {
      "closed with 1012": ["connected", "disconnected live lost retry", "connected"],
    },
  },
  "happy-dom": { capabilities: { ...PLAIN, bufferedAmount: false }, exceptions: {} },
  "Node 22": { capabilities: PLAIN, exceptions: { ...DROPS_FEFF } },
  "Node 24": { capabilities: PLAIN, exceptions: { ...DROPS_FEFF } },
  "Node 26": {
    capabilities: PLAIN,
    exceptions: {
      ...DROPS_FEFF,
      "refuses an upgrade with a forged key": "refuses it, and keeps the connection",
      "refuses an upgrade with a forged protocol": "refuses it, and keeps the connection",
    },
  },
  Deno: {
    capabilities: PLAIN,
    exceptions: {
      "ends the link at a masked frame": "takes it",
      "refuses an upgrade with a forged key": "opens",
      "refuses an upgrade with a forged protocol": "opens",
    },
  },
  Bun: { capabilities: { ...PLAIN, terminate: true }, exceptions: {} },
  workerd: {
    capabilities: { ...PLAIN, releases: false, blobs: false },
    exceptions: {
      "ends the link at text that is not UTF-8": "takes it",
      "ends the link at a text message whose last fragment breaks UTF-8": "takes it",
      "ends the link at a masked frame": "takes it",
      "ends the link at a ping of more than 125 bytes": "takes it",
      "refuses an upgrade with a forged protocol": "opens",
    },
  },
};
