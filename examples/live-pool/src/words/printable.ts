// Foreign text as one harmless line: what a peer sends must not move the cursor of a terminal.

/** Control characters become a dot, also the second set of them. */
export function printable(text: string): string {
  // Control characters are what it looks for.
  // oxlint-disable-next-line no-control-regex
  return text.replace(/[\u0000-\u001F\u007F-\u009F\u2028\u2029]+/g, "·");
}

/** A message as it may be shown. */
export function printableData(data: string | Uint8Array | undefined): string {
  if (data === undefined) return "";
  // No more than a line can hold, however much was sent.
  return typeof data === "string" ? printable(data.slice(0, 300)) : `${data.byteLength} bytes`;
}
