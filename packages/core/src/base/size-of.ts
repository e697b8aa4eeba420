// How much a message counts for in all bounds and figures.

/** Bytes; of text its length in UTF-16, which is at hand, while its bytes are not. */
export function sizeOf(data: string | { readonly byteLength: number }): number {
  return typeof data === "string" ? data.length : data.byteLength;
}
