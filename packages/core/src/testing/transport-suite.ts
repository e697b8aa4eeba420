// The compliance suite of the transport port: what every transport must do, proved against a real peer.

import { systemClock } from "../base/clock.ts";
import type { Transport } from "../transport.ts";
import { closingCases } from "./transport-suite/closing-cases.ts";
import { handshakeCases } from "./transport-suite/handshake-cases.ts";
import { hostileCases } from "./transport-suite/hostile-cases.ts";
import { livenessCases } from "./transport-suite/liveness-cases.ts";
import { messageCases } from "./transport-suite/message-cases.ts";
import { payloadCases } from "./transport-suite/payload-cases.ts";
import { Scene, type SuiteCase } from "./transport-suite/scene.ts";

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

/** The peer: a server that answers each dial as the URL says. */
export interface SuiteServer {
  /** A `ws:` or `wss:` address at which it behaves so: another one at each call. */
  url(answer: SuiteAnswer): string;
  /** Its end of the link that was dialled there, once it is; in the case of `accept` not before it has upgraded. */
  link(url: string): Promise<SuiteLink>;
  /** Ends everything. */
  stop(): Promise<void>;
}

/** How the server answers a dial. */
export type SuiteAnswer =
  /** Upgrades with the first subprotocol offered and with these headers, and sends `greeting` in the same packet. */
  | {
      readonly kind: "accept";
      readonly greeting?: string;
      readonly headers?: Readonly<Record<string, string>>;
    }
  /** As `accept`, and then never answers a close frame, nor ends the connection. */
  | { readonly kind: "deaf" }
  /** Takes the connection and never answers. */
  | { readonly kind: "mute" }
  /** Nobody listens there. */
  | { readonly kind: "nobody" }
  /** Answers with another status, and leaves it to the client to end the connection. */
  | {
      readonly kind: "status";
      readonly status: number;
      readonly headers?: Readonly<Record<string, string>>;
      readonly body?: string;
    }
  /** Upgrades with a false `Sec-WebSocket-Accept`, with a subprotocol that nobody offered, or in no HTTP. */
  | { readonly kind: "forged"; readonly what: "key" | "protocol" | "http" };

/** The server's end of one link. */
export interface SuiteLink {
  /** Request headers, names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  send(data: string | Uint8Array): Promise<void>;
  ping(): Promise<void>;
  /** Sends a close frame, without payload if there is no code. */
  close(code?: number, reason?: string): Promise<void>;
  /** Ends the connection without a close frame. */
  drop(): Promise<void>;
  /** Writes bytes to the connection as they are. */
  write?(bytes: Uint8Array): Promise<void>;
  /** The next message of the client. */
  received(): Promise<string | Uint8Array>;
  /** When the connection is gone: what the client's close frame said; 1005 when it was empty, 1006 when none came. */
  ended(): Promise<{ readonly code: number; readonly reason: string }>;
}

/**
 * Registers the suite's tests with a runner. What a transport cannot do, its `can` and `capabilities` say,
 * and no test of it is registered. Throws for an exception to a case that there is not.
 */
export function testTransport(options: TransportSuiteOptions): void {
  const { name: suite, test, transport, exceptions = {} } = options;
  const has = { ...transport().can, ...options.capabilities };
  const cases = CASES.filter(({ needs }) => needs === undefined || has[needs]);
  for (const name of Object.keys(exceptions))
    if (!cases.some((known) => known.name === name))
      throw new Error(`No case is called "${name}".`);
  for (const { name, run } of cases) {
    const fault = exceptions[name];
    if (fault === undefined) test(`${suite} ${name}`, () => Scene.play(options, run));
    else test(`${suite} cannot: ${name} (${fault})`, () => expectFault(options, run));
  }
}

/** How long what an exception says is not told has to be told after all, and the whole case to end. */
const FAULT_TIMEOUT = 500;

async function expectFault(options: TransportSuiteOptions, run: SuiteCase["run"]): Promise<void> {
  const played = Scene.play({ ...options, timeout: FAULT_TIMEOUT }, run);
  const ended = await new Promise((resolve) => {
    const late = systemClock().schedule(3 * FAULT_TIMEOUT, () => resolve("never"));
    const end = (how: string) => () => {
      late.cancel();
      resolve(how);
    };
    played.then(end("well"), end("badly"));
  });
  if (ended === "well") throw new Error("The platform does it right now: this exception can go.");
}

const CASES: readonly SuiteCase[] = [
  ...handshakeCases,
  ...messageCases,
  ...payloadCases,
  ...livenessCases,
  ...closingCases,
  ...hostileCases,
];
