// Text frames as a server writes them (RFC 6455 5.2): whole, not masked, without extensions.

import { Buffer } from "node:buffer";

/** FIN, and the opcode of text (RFC 6455 5.2). */
const WHOLE_TEXT = 0x81;

/** One frame for each text, one behind the other. */
export function textFrames(texts: readonly string[]): Buffer {
  const lengths = texts.map((text) => Buffer.byteLength(text));
  const total = lengths.reduce((sum, length) => sum + headerOf(length) + length, 0);
  // Not from the pool of Node: a slow client would keep all of the pool.
  const frames = Buffer.allocUnsafeSlow(total);
  let at = 0;
  for (const [index, text] of texts.entries()) {
    at = writeHeader(frames, at, lengths[index] as number);
    at += frames.write(text, at);
  }
  return frames;
}

/** The length of a frame's header. */
function headerOf(length: number): number {
  if (length < 126) return 2;
  return length < 65_536 ? 4 : 10;
}

/** Returns where the header ends. */
function writeHeader(frames: Buffer, at: number, length: number): number {
  frames[at] = WHOLE_TEXT;
  if (length < 126) return frames.writeUInt8(length, at + 1);
  if (length < 65_536) return frames.writeUInt16BE(length, frames.writeUInt8(126, at + 1));
  return frames.writeBigUInt64BE(BigInt(length), frames.writeUInt8(127, at + 1));
}
