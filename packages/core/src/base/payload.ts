// The memory of a payload: whether it is still there, and whether every platform sends it as it is.

import { ConfigError } from "../errors.ts";
import type { MessageData } from "../transport.ts";
import { MEMORY } from "../words/requirements.ts";

/**
 * Throws a `ConfigError` for a buffer that is detached, for a view of one, and for a view that its resizable buffer no
 * longer covers. Chromium, Deno, Bun and workerd would send them as empty messages.
 */
export function checkMemory(data: Exclude<MessageData, string>): void {
  try {
    // Lost memory has length 0; a DataView on it throws when its length is read. A typed array on it throws when it is iterated
    // (ECMA-262, ValidateTypedArray), and a detached buffer when it is viewed. Empty memory and a Blob do not throw.
    // Engines read the length of a typed array in place; its byteLength is a call.
    const { length }: { readonly length?: number } = data as Uint8Array;
    if ((length ?? (data as DataView).byteLength) > 0) return;
    if (ArrayBuffer.isView(data)) Array.from(data as Uint8Array);
    else void new Uint8Array(data as ArrayBuffer);
  } catch (cause) {
    throw new ConfigError("data", MEMORY, data, cause);
  }
}

/**
 * The payload for the platform's `send`: as it is, or a copy of what lies in shared or resizable memory. Browsers, Deno
 * and Bun refuse such memory, Node's own socket sends a shared view as the text "1,2,3,4", and ws masks a bare
 * SharedArrayBuffer in place. Throws as `checkMemory`.
 */
export function plainPayload(data: MessageData): MessageData {
  if (typeof data === "string") return data;
  checkMemory(data);
  // A Blob has none of these three properties, and a buffer only `byteLength`.
  const { buffer = data, byteOffset, byteLength } = data as Partial<ArrayBufferView>;
  // A buffer of another realm is copied, too: only a tag would tell it from a shared one, at a higher price.
  const isPlain =
    buffer instanceof ArrayBuffer && (buffer as { resizable?: boolean }).resizable !== true;
  return isPlain || byteLength === undefined
    ? data
    : new Uint8Array(buffer as ArrayBuffer, byteOffset, byteLength).slice();
}
