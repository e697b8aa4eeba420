// The engine port: who gives each channel its one order, keeps its history, and carries messages between hubs. Types only.
//
// The laws, which `testEngine` of `@skep/testing` proves of an implementation:
//
// 1. One order. The messages of a channel have offsets that grow, and every session is told of them in that order, each once.
// 2. A chain. Each message names the offset before it, so that a message that was lost on the way to a session is seen to be.
// 3. Acknowledged is readable. When `publish` has resolved, `read` finds the message, as long as its retention says.
// 4. Keys. Two publishes with one key and one digest, within the window, are one message, at one position.
// 5. Epochs. Whenever offsets may start again, or history may be lost, the epoch is another one. A broker that is set back to an older copy of itself may keep
//    it where its sessions were told `down` before, and where no two messages at one offset have one time: by the time a position of the other history is known.
// 6. No false continuity. `read` after a position gives all that followed it, or says why it cannot.
// 7. Subscribed is complete. From the position that `subscribe` gives on, every message is told, unless it is lost on the way.
// 8. A lost tail is seen. The chain does not show that the last message of a channel was lost, so the newest position is told now and then.

import type { GapReason, Position } from "@skep/protocol";

/** Keeps channels. One engine may serve several hubs, one after the other or at once. */
export interface Engine {
  /** For logs. */
  readonly name: string;
  /**
   * `at-most-once`: messages between the hubs that share it may be lost, and neither the chain nor a gap shows it. Clients are told with
   * their `welcome`. Left out: it keeps all laws.
   */
  readonly delivery?: "at-most-once" | undefined;
  /**
   * A session of a hub or a publisher. Rejects where the engine cannot be used at all; with a `ConfigError` where it cannot keep what it will be asked
   * to keep.
   */
  open(listener: EngineListener, needs?: EngineNeeds): Promise<EngineSession>;
}

/** What a session will be asked for. */
export interface EngineNeeds {
  /** How much is kept of channels, by namespace: the part of a name before its first colon, `""` for names without one, `$all` for broadcasts. */
  readonly namespaces: Readonly<Record<string, Retention | undefined>>;
  /** How long keys are remembered, in milliseconds. */
  readonly keys: number;
}

/** What an engine tells a session. It is called in turn, and never from inside of a call of the session. */
export interface EngineListener {
  /** A message of a subscribed channel. */
  message(message: EngineMessage): void;
  /**
   * `down`: the engine is away, and publishes reject. `up`: it is back; messages may have been lost meanwhile, and the listener reads
   * on from its last positions. `down` is told before anything is answered by a broker that has been away: what a listener was told before and has
   * not taken yet is of a history that may be over.
   */
  status(status: "up" | "down", reason?: unknown): void;
  /**
   * The newest position of a subscribed channel, behind the messages that were told; or before them, where the engine does not have all of them
   * any more. A listener that is not there reads on from where it is. An engine that may lose messages on the way tells it of each channel every
   * 30 s or sooner, and whenever it knows that it may have lost some and does not say `down`. A call too many does no harm.
   */
  top(channel: string, position: Position): void;
}

/** A message as an engine keeps it. */
export interface EngineMessage {
  readonly channel: string;
  /** 1 to 32 characters: the protocol carries no more, and clients could not read what it says of the channel. */
  readonly epoch: string;
  /** Whole number from 1. */
  readonly offset: number;
  /** The offset of the message before it in this channel; 0 where there is none. */
  readonly previous: number;
  /** As it was published: milliseconds since the epoch of Unix. */
  readonly time: number;
  /** As it was published. An engine does not read it. */
  readonly payload: string;
}

/** What a hub or a publisher asks of an engine. Its calls may overlap. One without an answer is given up after 10 s, as if it had rejected. */
export interface EngineSession {
  /** Adds a message to its channel. Rejects with an `EngineError` where the engine is away, and then nobody knows whether it did. */
  publish(request: PublishRequest): Promise<Published>;
  /** From now on messages of this channel are told. Resolves with the position after which they are. */
  subscribe(channel: string): Promise<Position>;
  /** They no longer are. A channel that is not subscribed is left alone. */
  unsubscribe(channel: string): Promise<void>;
  /** Reads the past. */
  read(channel: string, range: ReadRange): Promise<ReadAnswer>;
  /** Ends the session: nothing is told any more, and calls that are open may reject. */
  close(): Promise<void>;
}

/** One message that is to be kept. */
export interface PublishRequest {
  readonly channel: string;
  readonly payload: string;
  /** Milliseconds since the epoch of Unix, set by the hub that took the message. It is part of the message's position. */
  readonly time: number;
  /** How much of the channel is kept. Left out: nothing but its position. */
  readonly retention?: Retention | undefined;
  readonly key?: PublishKey | undefined;
}

/** What is kept of a channel: what is beyond either bound is gone. */
export interface Retention {
  readonly messages: number;
  /** In milliseconds. */
  readonly age: number;
}

/** What makes a publish that is repeated have the effect of one. */
export interface PublishKey {
  /** Unique within the channel; a hub puts the user into it. */
  readonly text: string;
  /** What the message says, in short: another digest under the same key is a conflict. */
  readonly digest: string;
  /** How long the key is remembered, in milliseconds. */
  readonly window: number;
}

/** What became of a publish. */
export interface Published {
  /** `duplicate`: the key was there, and this is the position of its message. `conflict`: the key was there with another digest. */
  readonly outcome: "published" | "duplicate" | "conflict";
  readonly position: Position;
}

/** All that follows a position, but no more than `limit`; or the last few. */
export type ReadRange =
  | { readonly after: Position; readonly limit: number }
  | { readonly last: number };

/** The newest position of the channel, and the messages, or why there are none. */
export type ReadAnswer =
  | { readonly top: Position; readonly entries: readonly EngineMessage[]; readonly gap?: undefined }
  | {
      readonly top: Position;
      readonly gap: Exclude<GapReason, "slow" | "engine" | "unknown">;
      readonly entries?: undefined;
    };
