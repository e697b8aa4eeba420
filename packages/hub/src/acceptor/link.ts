// The acceptor port: a link that was let in, as a hub sees it. Types only.

/** One connection of a client. */
export interface Link {
  /** Bytes that were sent and have not left this process. */
  readonly pending: number;
  /** Bytes that have left this process so far; it may be about some of them. Where it is left out, only what waits shows that any have. */
  readonly sent?: number;
  /** Sends one text frame. `sent` is called when it has left this process, or the link has ended. */
  send(frame: string, sent?: () => void): void;
  /**
   * Where there is this, it is called instead of `send`: puts frames on the wire that are finished, header and all, so that they are built
   * once for many links. Nobody may change them. `sent` as for `send`.
   */
  write?(frames: Uint8Array, sent?: () => void): void;
  /** Stops and resumes reading. A platform that cannot stop holds a bounded part of what comes, and ends the link of a client that sends more. */
  pause(): void;
  resume(): void;
  /** Says goodbye, and ends the link when the client has answered or some seconds have passed. */
  close(code: number, reason: string): void;
  /** Sends a ping of WebSocket, which clients answer by themselves. Left out where the platform pings, and ends the link of a silent client. */
  ping?(): void;
  /** Ends the link at once when more than so many bytes come from now on; undefined lifts this. Without it, a message is the bound. */
  limit?(bytes: number | undefined): void;
  /** Ends the link at once. */
  terminate(): void;
}

/** Told by a link, in turn, and nothing after `closed`. */
export interface LinkListener {
  /** A frame, text or bytes, as text; and its length in bytes, where the platform knows it. */
  message(frame: string, bytes?: number): void;
  /** Another frame has come, such as a pong. */
  heard(): void;
  closed(): void;
}

/** Lets a link in, and gives what it is to tell. */
export type Accept = (link: Link) => LinkListener;
