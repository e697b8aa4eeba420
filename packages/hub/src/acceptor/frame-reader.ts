// The frames of a client on platforms that cannot stop reading, nor count bytes before they are a frame: what comes while the client is not
// read is held, within a bound.

import { Fifo } from "@skep/core/base";
import { ERRORS } from "@skep/protocol";

export interface FrameReaderOptions {
  /** The longest frame, in bytes; undefined where the platform sees to it. */
  readonly maxPayload: number | undefined;
  readonly deliver: (frame: string) => void;
  /** The client has sent more than it may. */
  readonly close: (code: number, reason: string) => void;
  readonly terminate: () => void;
}

/** Bytes that are held for a client that is not read. */
const MOST_HELD = 262_144;

/** Bytes that a held frame counts beside its own. */
const EACH = 128;

const UTF8 = new TextEncoder();
// U+FEFF at the beginning is a part of the message.
const TEXT = new TextDecoder("utf-8", { ignoreBOM: true });

export class FrameReader {
  readonly #options: FrameReaderOptions;
  // Bound: `MOST_HELD`. Overflow: the link is closed with 4429.
  readonly #held = new Fifo<string>();
  #heldBytes = 0;
  #isPaused = false;
  /** Nothing is delivered any more. */
  #isEnded = false;
  /** Bytes that may still come. */
  #room = Infinity;

  constructor(options: FrameReaderOptions) {
    this.#options = options;
  }

  /** A frame has come. Bytes are read as text, as the original did. */
  take(data: string | Uint8Array): void {
    if (this.#isEnded) return;
    const frame = typeof data === "string" ? data : TEXT.decode(data);
    const { maxPayload = Infinity, deliver, close, terminate } = this.#options;
    if (isLonger(frame, maxPayload)) return close(ERRORS.too_large.close ?? 1009, "too long");
    if (this.#room !== Infinity) this.#room -= bytesOf(frame);
    if (this.#room < 0) return terminate();
    if (this.#isPaused) this.#hold(frame);
    else deliver(frame);
  }

  #hold(frame: string): void {
    this.#heldBytes += bytesOf(frame) + EACH;
    if (this.#heldBytes <= MOST_HELD) return this.#held.push(frame);
    this.#options.close(ERRORS.rate.close ?? 4429, "too many messages while it was not read");
  }

  pause(): void {
    this.#isPaused = true;
  }

  /** Delivers what was held, until it is paused again. */
  resume(): void {
    this.#isPaused = false;
    while (!this.#isPaused && !this.#isEnded) {
      const frame = this.#held.shift();
      if (frame === undefined) return;
      this.#heldBytes -= bytesOf(frame) + EACH;
      this.#options.deliver(frame);
    }
  }

  /** More than so many bytes of frames end the link; undefined lifts this. */
  limit(bytes: number | undefined): void {
    this.#room = bytes ?? Infinity;
  }

  end(): void {
    this.#isEnded = true;
    this.#held.shiftMany(this.#held.size);
  }
}

/** A unit of UTF-16 has at most three bytes in UTF-8, so most frames need not be encoded for this. */
function isLonger(frame: string, most: number): boolean {
  return frame.length > most || (frame.length * 3 > most && bytesOf(frame) > most);
}

function bytesOf(frame: string): number {
  return UTF8.encode(frame).length;
}
