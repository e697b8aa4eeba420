// Where a reader stands in a channel.

/**
 * A position is told by the hub and given back by the client, unchanged. Two offsets can be compared only within one epoch.
 */
export interface Position {
  /** Which life of the channel the offset belongs to. It changes whenever offsets may start again. */
  readonly epoch: string;
  /** The offset of the last message that was seen; 0 where there was none. */
  readonly offset: number;
  /**
   * The timestamp of that message in milliseconds, where one was seen. A hub that was restored from an old copy has another message
   * at that offset, and notices it by this.
   */
  readonly time?: number | undefined;
}

/** Why messages are missing. */
export type GapReason =
  /** The channel has another epoch: its history was lost. */
  | "epoch"
  /** The history no longer reaches back to the position. */
  | "trimmed"
  /** There is another message at the offset of the position: the hub was restored from an older copy. */
  | "fork"
  /** More messages are missing than the hub replays. */
  | "limit"
  /** The client read too slowly and was skipped over. */
  | "slow"
  /** Messages were lost between a hub and its engine. */
  | "engine"
  /** The hub speaks v0, or has no positions for the channel: nobody knows what was missed while the link was down. */
  | "unknown";

/** All reasons of a gap. */
export const GAP_REASONS: readonly GapReason[] = [
  "epoch",
  "trimmed",
  "fork",
  "limit",
  "slow",
  "engine",
  "unknown",
];
