// Reads the beginning of a stream of bytes as text.

/** Bound: `most` bytes. Overflow: the rest is not read. */
export async function readUpTo(
  stream: ReadableStream<Uint8Array>,
  most: number,
  signal: AbortSignal,
): Promise<string> {
  const reader = stream.getReader();
  const decoder = new TextDecoder();
  let text = "";
  let left = most;
  try {
    while (left > 0) {
      signal.throwIfAborted();
      const { done, value } = await reader.read();
      if (done) break;
      text += decoder.decode(value.subarray(0, left), { stream: true });
      left -= value.byteLength;
    }
    return text + decoder.decode();
  } finally {
    await reader.cancel().catch(() => {});
  }
}
