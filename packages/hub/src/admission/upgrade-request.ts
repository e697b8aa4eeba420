// A client that asks to be let in, and what it is answered. Types only.

import type { Accept } from "../acceptor/link.ts";

/** The headers of a request, such as the platform's `Headers`. Names are written in lower case. */
export interface HeaderReader {
  get(name: string): string | null;
}

/** The request of a client before its WebSocket is open. */
export interface UpgradeRequest {
  /** The path and the query, as they were sent. */
  readonly url: string;
  readonly headers: HeaderReader;
  /** The address of the client; with `trustProxy`, as the proxy has said. */
  readonly remoteAddress: string;
}

/** The request is refused with this status of HTTP. */
export interface Refusal {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
}

/** The client may open its WebSocket. Either `accept` is called, once, or `abandon`. */
export interface Admitted {
  /** The subprotocol of the answer; undefined for none. */
  readonly protocol: string | undefined;
  /** Called with the link when it is open. */
  readonly accept: Accept;
  /** The link did not open. */
  abandon(): void;
}

/** Decides about one request. It never rejects; `signal` aborts when the client is gone. */
export type Admit = (request: UpgradeRequest, signal: AbortSignal) => Promise<Admitted | Refusal>;
