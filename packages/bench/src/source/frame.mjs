// Frames as a server writes them (RFC 6455 5.2): unmasked, in one piece.

const OPCODES = { text: 0x81, binary: 0x82, ping: 0x89, pong: 0x8a };

/** @param {"text" | "binary" | "ping" | "pong"} kind */
export function frame(kind, payload) {
  const body = Buffer.from(payload);
  return Buffer.concat([headOf(OPCODES[kind], body.length), body]);
}

function headOf(first, size) {
  if (size < 126) return Buffer.from([first, size]);
  if (size < 65_536) return Buffer.from([first, 126, size >> 8, size & 255]);
  const head = Buffer.alloc(10);
  head[0] = first;
  head[1] = 127;
  head.writeBigUInt64BE(BigInt(size), 2);
  return head;
}
