// What a channel's part of a stream says about a position: whether it is of this history, what is kept behind it, and whether that is all. Only decisions;
// the reading is done elsewhere.

import type { Position } from "@skep/protocol";
import type { EngineMessage } from "../engine/engine.ts";
import type { StoredMessage } from "./stored-message.ts";

/** The end of a channel. */
export interface Top {
  readonly position: Position;
  /** Undefined where the stream has no message of the channel; then the position is the end of the whole stream. */
  readonly message?: StoredMessage | undefined;
}

/** What the stream keeps altogether. */
export interface StreamBounds {
  /** The first sequence that is there. */
  readonly first: number;
  /** The messages of one subject that are kept. */
  readonly perSubject: number;
}

/** `there` is what the stream has at the sequence of the position; undefined where that is gone. */
export function isFork(
  position: Position,
  subject: string,
  there: StoredMessage | undefined,
  top: Top,
): boolean {
  if (position.offset > top.position.offset) return true;
  if (there === undefined || position.time === undefined) return false;
  // A position with a time is that of a message of this channel.
  return there.subject !== subject || there.time !== position.time;
}

/**
 * Nothing was trimmed that followed a position whose message is not there. Messages go from the head of the stream, and the oldest of a channel which
 * has too many; neither may have reached what followed. A position with a time had a message, which the head alone may have taken.
 */
export function isWhole(
  { offset, time }: Position,
  following: number,
  { first, perSubject }: StreamBounds,
): boolean {
  const isUntouched = time === undefined ? first <= offset + 1 : first === offset + 1;
  return isUntouched && following < perSubject;
}

/** Of the newest messages of a channel, oldest first and up to its end, those that the retention of the newest keeps. */
export function keptOf(newest: readonly StoredMessage[], now: number): readonly StoredMessage[] {
  const { age = 0, messages = 0 } = newest.at(-1)?.keep ?? {};
  const recent = messages === 0 ? [] : newest.slice(-messages);
  const from = recent.findIndex(({ time }) => time + age > now);
  return from < 0 ? [] : recent.slice(from);
}

/** As the engine tells them. `previous` is the offset of the one before the first. */
export function entriesOf(
  channel: string,
  epoch: string,
  messages: readonly StoredMessage[],
  previous: number,
): EngineMessage[] {
  return messages.map(({ payload, sequence: offset, time }, at) => {
    const before = messages[at - 1]?.sequence ?? previous;
    return { channel, epoch, offset, previous: before, time, payload };
  });
}

/** What is known of a channel that is told: no message of it lies between these, or behind `offset`. */
export interface Known {
  readonly offset: number;
  /** There is a message at `offset`; otherwise the channel was found empty behind it. */
  readonly isMessage: boolean;
}

/**
 * The neighbour of a copy. A stream says 0 where the message before it is gone. Whoever knows of none is told that; whoever knows of one, and nobody
 * can say whether it was the last before this, is told of a neighbour that it does not have, so that it reads.
 */
export function neighbourOf({ offset, previous }: EngineMessage, known: Known | undefined): number {
  if (previous > 0 || known === undefined) return previous;
  return known.isMessage ? offset - 1 : known.offset;
}
