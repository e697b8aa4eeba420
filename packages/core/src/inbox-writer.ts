// The writing end of an inbox, as a worker sees it. Types only.

// Declared as a class, as it is an object of one: a spread copies none of its methods, so that `{ ...plugin.inbox, write }` is an error
// where it is written, and not when the worker starts.

/** The writing end of the inbox, for one peer. To change a part of it, `wrapInbox`: it cannot be spread. */
export declare abstract class InboxWriter {
  /** Messages written and dropped so far, and their bytes. */
  get received(): number;
  get bytesReceived(): number;
  /**
   * Takes one message. `pause`: taken, but this peer is above its share; pause the socket where you can.
   * `full`: the inbox stood at its limit and this link has to be given up; further writes may be dropped
   * (and are counted) until the listener is told to go on.
   */
  write(data: string | Uint8Array, dial: number): "ok" | "pause" | "full";
  /** Counts and tells messages that the worker itself had to drop. */
  drop(count: number, bytes?: number): void;
  /** Sets the listener that is called for what no answer to a write can tell. There is one listener: a later call replaces it. */
  listen(listener: InboxListener): void;
  /** The source is paused now, as `pause` asked for: `inbox.maxPause` counts from here. */
  paused(): void;
  /**
   * From now on messages of this dial wait unseen by the reader, until `release` or `discard`. For the gate of `opening`; messages of
   * another dial are not held.
   */
  hold(dial: number): HeldMessages;
}

/** Told of the queue of one peer. It is never called from inside of a read or a write. */
export interface InboxListener {
  /** After a `pause` or `full`: the queue is at its low-water mark. */
  resume(): void;
  /**
   * The link has to be given up, and no write is under way that could answer `full`: others filled the inbox, or the socket was
   * paused for `inbox.maxPause`. A listener without this method gets `full` as the answer to its next write.
   */
  full?(): void;
}

/** The messages of one dial that wait unseen. They count as waiting in all figures and bounds. */
export interface HeldMessages {
  /** Takes the oldest one out of the inbox: it counts as received, and not as dropped. Undefined where none is held. */
  take(): string | Uint8Array | undefined;
  /** Lets the reader see them, behind what waits already. Nothing is held any more. */
  release(): void;
  /** Drops them, counted and told. Nothing is held any more. */
  discard(): void;
}
