// The transport port: what a runtime must offer so that a session can use its sockets. Types only.

/** What can be sent. A view sends the bytes it covers, not its whole buffer. */
export type MessageData = string | ArrayBuffer | ArrayBufferView;

/**
 * Knows how to get a socket in one runtime.
 *
 * A transport parses no messages, retries nothing and keeps no timer but those that its platform
 * forces on it. `testTransport` of `@skep/core/testing` proves one.
 */
export interface Transport {
  /** A short name for logs and `stats()`, such as `ws` or `platform`. */
  readonly name: string;
  /** Known faults of this platform; each is told once per pool as a `warning` event. */
  readonly warnings?: readonly string[];
  readonly can: TransportCapabilities;
  /**
   * Starts one dial. Never throws; a bad target is a `closed` report like any other.
   * The sink is not called before `dial` has returned.
   */
  dial(target: DialTarget, sink: SocketSink): Socket;
}

/** What a transport can do beyond opening a socket. What is a method of `Socket` has no flag: it is there or not. */
export interface TransportCapabilities {
  /** Request headers can be set. Without it, giving `headers` is a `ConfigError`. */
  readonly headers: boolean;
  /** The HTTP status and headers of a refused upgrade are reported. */
  readonly status: boolean;
  /** `DialTarget.readLimit` is enforced while a message is still arriving. */
  readonly readLimit: boolean;
  /** The platform lets one handshake a host through at a time, and keeps the others waiting unseen. Default false. */
  readonly serialHandshakes?: boolean;
}

/** One address to dial. */
export interface DialTarget {
  /** `ws:` or `wss:`, without fragment. */
  readonly url: string;
  readonly protocols: readonly string[];
  /** Only given where `can.headers`. */
  readonly headers?: Readonly<Record<string, string>>;
  /** The largest message to accept, in bytes; 0 is no limit. Only given where `can.readLimit`. */
  readonly readLimit?: number;
  /** Whose memory binary messages are in; see `SocketSink.message`. Default `own`. */
  readonly binary?: "own" | "view";
}

/**
 * Where a socket reports. Order: `opened` at most once and first; then any of `message`, `heard`, `pong`,
 * `progress`, `drained`, and `closing` at most once; `closed` exactly once and nothing after it.
 */
export interface SocketSink {
  opened(info: OpenInfo): void;
  /**
   * A whole message. Text is a string. Binary is bytes that nobody writes to any more: the whole of a buffer of its own,
   * or under `DialTarget.binary` of `view` perhaps a part of a buffer that it shares with other messages.
   */
  message(data: string | Uint8Array): void;
  /** Bytes arrived, whether they complete a message or not. Only from transports that can tell; not every sink listens. */
  progress?(): void;
  /**
   * The peer's close frame arrived: the socket takes no more sends, and `closed` follows once the connection has ended.
   * Only from transports that can tell; not every sink listens.
   */
  closing?(frame: CloseFrame): void;
  /** A sign of life that is neither message nor pong: a ping of the peer. */
  heard(): void;
  /** A pong of the peer. */
  pong(): void;
  /** `bufferedAmount` fell; only from transports that can tell. */
  drained(): void;
  closed(report: CloseReport): void;
}

/** What the peer's close frame says. */
export interface CloseFrame {
  /** 1005 where it has no code (RFC 6455 7.1.5). */
  readonly code: number;
  readonly reason: string;
}

/** What became of the upgrade. */
export interface OpenInfo {
  /** The subprotocol that the server chose, or "". */
  readonly protocol: string;
  /**
   * Headers of the 101, names in lower case; several of one name are joined by ", ". Absent where the transport
   * cannot see them. They may hold secrets, such as a cookie, so nobody prints or keeps them.
   */
  readonly headers?: Readonly<Record<string, string>>;
}

/** How a socket ended. */
export interface CloseReport {
  /** The close code received, or 1006 where no close frame came (RFC 6455 7.1.5). Never 0. */
  readonly code: number;
  readonly reason: string;
  /** Present where the upgrade was answered with another status than 101. */
  readonly status?: number;
  /** Headers of that answer, names in lower case. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Present where our side ended the link because of what the peer sent. */
  readonly violation?: "readLimit" | "protocol";
  /** Which rule was broken, by what; in words that go on from "the peer broke the protocol: ". Without secrets. */
  readonly detail?: string;
  /** What the platform said, for `cause`. */
  readonly error?: unknown;
}

/** One link of a transport: born by a dial, ended once, never used again. */
export interface Socket {
  /**
   * Hands one message over. Only called between `opened` and `closed`. A `ConfigError` that it throws is about the payload;
   * anything else is about the socket, which the caller treats as its end.
   */
  send(data: MessageData): void;
  /** Starts the closing handshake; 1000 or 3000 to 4999, as on every runtime. Before `opened` it gives the dial up. Never throws. */
  close(code?: number, reason?: string): void;
  /** Ends the link now, where the platform can; else the nearest to it. Never throws. */
  terminate(): void;
  /** Bytes handed over and not yet taken by the network; undefined where the platform cannot tell. */
  readonly bufferedAmount: number | undefined;
  /**
   * A number that changes when the network took bytes that were handed over, and only then. For platforms whose
   * `bufferedAmount` keeps the whole of a message until the last byte of it is gone.
   */
  readonly taken?: number | undefined;
  /** Sends a ping frame. */
  ping?(): void;
  /** Stops reading. What was read already may still be told. */
  pause?(): void;
  resume?(): void;
  /** Lets the process end although this socket is open. */
  unref?(): void;
}
