// The messages that a reader and a page send each other. They are plain data, because they may cross the border of a worker.

export interface FeedView {
  readonly id: string;
  readonly state: string;
  /** Messages a second, while there is a link. */
  readonly rate: number | undefined;
  /** The same by half seconds, oldest first. */
  readonly history: readonly number[];
  readonly value: string | undefined;
  /** Milliseconds since that value was read. */
  readonly age: number | undefined;
  /** Milliseconds since the link was connected. */
  readonly upFor: number | undefined;
  /** Milliseconds. */
  readonly rtt: number | undefined;
  /** Milliseconds since it was heard, while it is connected. */
  readonly silence: number | undefined;
  /** Milliseconds until the next dial, while it waits. */
  readonly retryIn: number | undefined;
  readonly dials: number;
}

export interface View {
  readonly feeds: readonly FeedView[];
  /** Milliseconds until a feed probes a server that is away, at most; the others are queued until then. */
  readonly probeIn: number;
  /** Messages read since the reader was made. */
  readonly read: number;
  /** Messages lost, all of which were told. */
  readonly dropped: number;
}

export type Tone = "good" | "bad" | "wait" | "note";

export interface LogLine {
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly id: string;
  readonly tone: Tone;
  readonly what: string;
  readonly detail: string;
}

export type Told =
  | { readonly type: "view"; readonly view: View }
  | { readonly type: "lines"; readonly lines: readonly LogLine[] };

export type Wish =
  | { readonly type: "join" }
  | { readonly type: "leave" }
  | { readonly type: "redial"; readonly id: string };
