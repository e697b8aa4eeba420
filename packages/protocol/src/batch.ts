// Several messages in one frame, joined by line breaks. A frame has a bound, which the original did not have.

import { MAX_FRAME } from "./limits.ts";

/** A message as it is sent, and its length in bytes of UTF-8. */
export interface Piece {
  readonly text: string;
  readonly bytes: number;
}

/**
 * The frames for these messages, in order: as many messages in each as fit. A message that is longer than `max` by itself gets a frame
 * of its own; whoever made it has to bound it.
 */
export function framesOf(pieces: Iterable<Piece>, max: number = MAX_FRAME): string[] {
  const frames: string[] = [];
  let texts: string[] = [];
  let bytes = 0;
  for (const piece of pieces) {
    if (texts.length > 0 && bytes + 1 + piece.bytes > max) {
      frames.push(texts.join("\n"));
      texts = [];
      bytes = 0;
    }
    bytes += piece.bytes + (texts.length > 0 ? 1 : 0);
    texts.push(piece.text);
  }
  if (texts.length > 0) frames.push(texts.join("\n"));
  return frames;
}
