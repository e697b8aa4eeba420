// Binary messages in memory that belongs to their reader alone.

/**
 * The bytes of one message as the whole of a buffer of their own: copied where they are a part of a larger one, such as
 * the read buffer of a socket. `new Uint8Array` is the cheapest way to copy on Node 20 and 24: up to 64 bytes stay on the
 * heap of JavaScript, and more need a buffer however they are copied.
 */
export function ownBytes(data: Uint8Array | ArrayBuffer): Uint8Array {
  const buffer = ArrayBuffer.isView(data) ? data.buffer : data;
  const { byteLength } = data;
  // An empty buffer may be a constant of the WebSocket library, and transferring it would break the library.
  if (byteLength === 0 || byteLength < buffer.byteLength) return new Uint8Array(data);
  return new Uint8Array(buffer);
}
