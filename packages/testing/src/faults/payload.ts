// A payload in bytes: how many they are, and a copy of them for the time that it is under way.

import type { MessageData } from "@skep/core";

/** Its length in bytes, as it goes over the wire. */
export function bytesOf(data: MessageData): number {
  if (typeof data === "string") return new TextEncoder().encode(data).length;
  return "size" in data ? data.size : data.byteLength;
}

/** What its sender may write over meanwhile. */
export function copyOf(data: MessageData): MessageData {
  // A Blob cannot be written over.
  if (typeof data === "string" || "size" in data) return data;
  const bytes = ArrayBuffer.isView(data)
    ? new Uint8Array(data.buffer, data.byteOffset, data.byteLength)
    : new Uint8Array(data);
  return bytes.slice();
}
