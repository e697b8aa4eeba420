// The peer of the suite, as an adapter supplies it. Types only.

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
