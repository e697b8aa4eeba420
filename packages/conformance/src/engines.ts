// What each engine's own WebSocket can, and what it is known to do wrong. The suite proves both.

import type { SuiteCapabilities } from "@skep/core/testing";

/** What is declared of one engine. */
export interface Engine {
  readonly capabilities: SuiteCapabilities;
  /** Cases of the suite that it fails, each with what it does instead. */
  readonly exceptions: Readonly<Record<string, string>>;
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
  hostile: true,
};

/** The transport over `ws`, by runtime. */
export const overWs: Readonly<Record<string, Engine>> = {
  node: { capabilities: OVER_WS, exceptions: {} },
};

/** The transport over the platform's WebSocket, by engine. */
export const platform: Readonly<Record<string, Engine>> = {
  chromium: { capabilities: PLAIN, exceptions: {} },
  firefox: {
    capabilities: { ...PLAIN, releases: false },
    exceptions: {
      "ends the link at a masked frame": "takes it",
      "ends the link at a ping of more than 125 bytes": "takes it",
      "refuses an upgrade with a forged protocol": "opens, and says that there is none",
    },
  },
  "happy-dom": { capabilities: { ...PLAIN, bufferedAmount: false }, exceptions: {} },
};
