// Reads the frames of a client off a stream: short ones in one piece, which is all that subscriptions are made of.

import { frame as pack } from "./frame.mjs";

const pongOf = (payload) => pack("pong", payload);

/** Calls `take` with the text of each message, and answers pings (RFC 6455 5.2, 5.3, 5.5: masked, up to 64 KiB). */
export function readFrames(stream, take) {
  let rest = Buffer.alloc(0);
  stream.on("data", (chunk) => {
    rest = Buffer.concat([rest, chunk]);
    for (let frame = frameOf(rest); frame !== undefined; frame = frameOf(rest)) {
      rest = rest.subarray(frame.end);
      const { opcode, payload } = frame;
      if (opcode === 1 || opcode === 2) take(payload.toString(), payload);
      if (opcode === 9) stream.write(pongOf(payload));
    }
  });
}

function frameOf(bytes) {
  if (bytes.length < 2) return undefined;
  const short = bytes[1] & 127;
  const at = short === 126 ? 4 : 2;
  if (bytes.length < at) return undefined;
  const size = short === 126 ? bytes.readUInt16BE(2) : short;
  const end = at + 4 + size;
  if (bytes.length < end) return undefined;
  const mask = bytes.subarray(at, at + 4);
  const payload = Buffer.from(bytes.subarray(at + 4, end));
  for (let index = 0; index < size; index += 1) payload[index] ^= mask[index & 3];
  return { opcode: bytes[0] & 15, payload, end };
}
