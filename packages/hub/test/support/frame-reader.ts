// Reads the frames of a server off a stream of bytes, strictly: RFC 6455 5.2, without extensions, and a server masks nothing.

export interface Frame {
  readonly kind: "text" | "close" | "ping" | "pong";
  readonly payload: Buffer;
}

const KINDS: Readonly<Record<number, Frame["kind"]>> = {
  1: "text",
  8: "close",
  9: "ping",
  10: "pong",
};

export class FrameReader {
  readonly frames: Frame[] = [];
  /** The beginning of a frame that has not come whole. */
  rest: Buffer = Buffer.alloc(0);

  take(bytes: Uint8Array): void {
    this.rest = Buffer.concat([this.rest, bytes]);
    for (let end = this.#next(); end !== undefined; end = this.#next())
      this.rest = this.rest.subarray(end);
  }

  /** Takes one frame and returns its length; undefined where it is not whole. */
  #next(): number | undefined {
    const { rest } = this;
    const [first, second] = rest;
    if (first === undefined || second === undefined) return undefined;
    const kind = KINDS[first & 0x7f];
    if ((first & 0x80) === 0 || kind === undefined || (second & 0x80) !== 0)
      throw new Error(`No frame of a server begins with ${first}, ${second}.`);
    const head = second < 126 ? 2 : second === 126 ? 4 : 10;
    if (rest.length < head) return undefined;
    const length =
      head === 2 ? second : head === 4 ? rest.readUInt16BE(2) : Number(rest.readBigUInt64BE(2));
    // The shortest form of the length is the only one (RFC 6455 5.2).
    if (length < (head === 2 ? 0 : head === 4 ? 126 : 65_536))
      throw new Error(`A length of ${length} in ${head} bytes.`);
    if (rest.length < head + length) return undefined;
    this.frames.push({ kind, payload: Buffer.from(rest.subarray(head, head + length)) });
    return head + length;
  }

  /** The messages of all text frames, in order. */
  get messages(): string[] {
    return this.frames
      .filter(({ kind }) => kind === "text")
      .flatMap(({ payload }) => payload.toString().split("\n"));
  }
}
