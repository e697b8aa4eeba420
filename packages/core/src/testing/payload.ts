// A payload in bytes: how many they are, and a copy of them.

/** The bytes that a buffer or view covers, for keeps. */
export function copyOf(data: ArrayBufferLike | ArrayBufferView): Uint8Array {
  return ArrayBuffer.isView(data)
    ? new Uint8Array(data.buffer, data.byteOffset, data.byteLength).slice()
    : new Uint8Array(data).slice();
}

/** Its length in bytes, as it goes over the wire. */
export function bytesOf(data: string | ArrayBufferLike | ArrayBufferView): number {
  return typeof data === "string" ? new TextEncoder().encode(data).length : data.byteLength;
}
