// Several messages in one frame, joined by line breaks: which of them go together. A frame has a bound, which the original did not have.

import { MAX_FRAME } from "./limits.ts";

/** A message, as far as its length in bytes of UTF-8 is of interest. */
export interface Sized {
  readonly bytes: number;
}

/**
 * The frames for these messages, in order: as many messages in each as fit, with a line break between two. A message that is longer than
 * `max` by itself gets a frame of its own; whoever made it has to bound it.
 */
export function batchesOf<M extends Sized>(
  messages: Iterable<M>,
  max: number = MAX_FRAME,
): (readonly M[])[] {
  const batches: M[][] = [];
  let batch: M[] | undefined;
  let bytes = 0;
  for (const message of messages) {
    bytes += 1 + message.bytes;
    if (batch === undefined || bytes > max) {
      batches.push((batch = []));
      bytes = message.bytes;
    }
    batch.push(message);
  }
  return batches;
}
