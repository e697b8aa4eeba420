// Walks back over the messages of a channel: a message that was stored on the condition that it follows a certain one says which that is. Finding the next
// message of a subject, a server looks at all messages between; finding one by its sequence, at none.

import type { Position } from "@skep/protocol";
import type { StoredMessage } from "./stored-message.ts";

/** Steps after which the rest is read by a reader. */
const MOST_STEPS = 64;

/** Messages of a channel without a hole, oldest first. */
export interface Walk {
  readonly messages: readonly StoredMessage[];
  /** The sequence of the message before the first; 0 where that does not say it. */
  readonly previous: number;
  /** That message is gone. */
  readonly isTrimmed: boolean;
}

/** From this message back, until `isEnough`, or until nobody says what was before. */
export async function walkBack(
  newest: StoredMessage,
  at: (sequence: number) => Promise<StoredMessage | undefined>,
  isEnough: (walk: Walk) => boolean,
): Promise<Walk> {
  let walk: Walk = { messages: [newest], previous: newest.previous, isTrimmed: false };
  while (walk.previous > 0 && walk.messages.length <= MOST_STEPS && !isEnough(walk)) {
    const message = await at(walk.previous);
    if (message === undefined) return { ...walk, isTrimmed: true };
    // A server that mixes up its files, which a reader would show, too.
    if (message.subject !== newest.subject) return { ...walk, previous: 0 };
    const messages = [message, ...walk.messages];
    walk = { messages, previous: message.previous, isTrimmed: false };
  }
  return walk;
}

/** The walk has come to the position: nothing that followed it is missing. */
export function isReached({ previous }: Walk, after: Position): boolean {
  return previous > 0 && previous <= after.offset;
}

/** What a walk back to a position shows to be wrong: there is more than was asked for; what followed is gone; or no message was at the position. */
export function gapIn(
  walk: Walk,
  after: Position,
  most: number,
): "more" | "trimmed" | "fork" | undefined {
  if (walk.messages.length > most) return "more";
  if (walk.isTrimmed) return "trimmed";
  const isOther = walk.previous < after.offset && after.time !== undefined;
  return isReached(walk, after) && isOther ? "fork" : undefined;
}
