// How much a message counts for in all bounds and figures.

/** The size in bytes; for text its length in UTF-16 units, as counting its bytes would need an encoding. */
export function sizeOf(data: string | Sized): number {
  return typeof data === "string" ? data.length : (data.byteLength ?? data.size ?? 0);
}

/** Bytes, or a Blob of them. */
interface Sized {
  readonly byteLength?: number;
  readonly size?: number;
}
