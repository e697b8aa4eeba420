// What an adapter's own test tells the suite. Types only.

import type { Transport } from "../../transport.ts";
import type { SuiteServer } from "./server.ts";

/** What an adapter's own test supplies. */
export interface TransportSuiteOptions {
  /** Stands before the name of each test. */
  readonly name: string;
  /** The runner's: `test` of vitest, node:test or bun, `Deno.test`. */
  readonly test: (name: string, run: () => Promise<void>) => unknown;
  /** Makes the transport; each test asks for a new one. */
  readonly transport: () => Transport;
  /** Starts a peer to dial; each test has its own and stops it. */
  readonly server: () => Promise<SuiteServer>;
  /** What can be proved of it: what is declared must hold. */
  readonly capabilities: SuiteCapabilities;
  /**
   * What this platform is known to do wrong, and no transport can mend: names of cases, each with what happens
   * instead. They are run all the same, and fail when the platform has learned to do it right.
   */
  readonly exceptions?: Readonly<Record<string, string>>;
  /** Milliseconds after which something that was not told is an error. Default 4,000, which is less than runners allow. */
  readonly timeout?: number;
}

/** What can be proved of this transport beside `Transport.can`. What is declared must hold, and what is not must not be there. */
export interface SuiteCapabilities {
  /** Sockets have `ping`. */
  readonly ping: boolean;
  /** Sockets have `pause` and `resume`. */
  readonly pause: boolean;
  /** Sockets have `unref`. */
  readonly unref: boolean;
  /** `bufferedAmount` is a number. */
  readonly bufferedAmount: boolean;
  /** The platform shows pings of the peer, so `heard` is told. */
  readonly heard: boolean;
  /** `terminate` ends the TCP connection at once, whatever the peer does. */
  readonly terminate: boolean;
  /** A dial that is given up or refused frees its TCP connection at once. */
  readonly releases: boolean;
  /** The platform says when the peer broke the protocol, so `violation` is told. */
  readonly violations: boolean;
  /** The platform shows the close frame of a peer that keeps the connection, so `closing` is told. Default false. */
  readonly closing?: boolean;
  /** The platform shows that bytes arrive before a message is whole, so `progress` is told. Default false. */
  readonly progress?: boolean;
  /** The platform shows the headers of the answer to the upgrade, so `opened` has them. Default false. */
  readonly answerHeaders?: boolean;
  /** `send` takes a Blob. Default true; without it, a Blob is a `ConfigError`. */
  readonly blobs?: boolean;
  /** The server can write any bytes: `SuiteLink.write` is there, and the `forged` answer. */
  readonly hostile: boolean;
}
