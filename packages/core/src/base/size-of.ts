// How much a message counts for in all bounds and figures.

/** Bytes; of text its length in UTF-16, which is at hand, while its bytes are not. */
export function sizeOf(data: string | Sized): number {
  return typeof data === "string" ? data.length : (data.byteLength ?? data.size ?? 0);
}

/** Bytes, or a Blob of them. */
interface Sized {
  readonly byteLength?: number;
  readonly size?: number;
}
