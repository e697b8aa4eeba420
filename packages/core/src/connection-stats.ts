// The figures of one link. Types only.

/** How a silent link is noticed: by ping frames, by the application's probe, by silence alone, or not at all. */
export type LivenessMode = "ping" | "probe" | "passive" | "none";

/** The figures of one link (not of a `Connection`, which outlives its links). They begin at zero with each dial. */
export interface ConnectionStats {
  readonly dial: number;
  /** Milliseconds since the epoch. */
  readonly since: number;
  readonly protocol: string;
  readonly received: number;
  readonly bytesReceived: number;
  readonly sent: number;
  readonly bytesSent: number;
  /** Messages, pongs and pings heard. */
  readonly heartbeats: number;
  /** Milliseconds since the last heartbeat. */
  readonly silence: number;
  /**
   * Round trip of the last ping or probe, in milliseconds. The answer queues behind what the peer has sent
   * before, so a flooding or paused peer has a long one.
   */
  readonly rtt: number | undefined;
  readonly bufferedAmount: number | undefined;
  readonly paused: boolean;
  /** Times that it was paused. */
  readonly pauses: number;
}
