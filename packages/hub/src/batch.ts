// What one client is sent in one turn of the event loop: a list of messages that grows. Clients that are sent the same share one list, so
// that its frames are built once.

import type { Buffer } from "node:buffer";
import { batchesOf } from "@skep/protocol";
import type { Piece } from "./payload.ts";
import { textFrames } from "./text-frames.ts";

/** Each turn begins with a new list without messages, from which all others of the turn come. */
export class Batch {
  readonly #before: Batch | undefined;
  readonly #piece: Piece | undefined;
  // Bound: what is sent in one turn. The lists are forgotten with it.
  #longer: Map<Piece, Batch> | undefined;
  /** The one of them that was asked for last. While a publication goes to its subscribers, it is the one for all. */
  #last: Batch | undefined;
  #texts: readonly string[] | undefined;
  #frames: Buffer | undefined;
  /** Of all messages, without what joins them. */
  readonly bytes: number;

  constructor(before?: Batch, piece?: Piece) {
    this.#before = before;
    this.#piece = piece;
    this.bytes = (before?.bytes ?? 0) + (piece?.bytes ?? 0);
  }

  /** The list with one more message: the same one for all that have come as far. */
  and(piece: Piece): Batch {
    const last = this.#last;
    if (last !== undefined && last.#piece === piece) return last;
    return (this.#last = this.#with(piece));
  }

  #with(piece: Piece): Batch {
    this.#longer ??= new Map();
    const known = this.#longer.get(piece);
    if (known !== undefined) return known;
    const longer = new Batch(this, piece);
    this.#longer.set(piece, longer);
    return longer;
  }

  /** The text of each frame. */
  get texts(): readonly string[] {
    return (this.#texts ??= batchesOf(Batch.#piecesOf(this)).map((batch) =>
      batch.map(({ text }) => text).join("\n"),
    ));
  }

  /** All frames, one behind the other, as they are on the wire. They must not be changed. */
  get frames(): Buffer {
    return (this.#frames ??= textFrames(this.texts));
  }

  static #piecesOf(last: Batch): Piece[] {
    const pieces: Piece[] = [];
    for (let batch: Batch | undefined = last; batch !== undefined; batch = batch.#before)
      if (batch.#piece !== undefined) pieces.push(batch.#piece);
    return pieces.toReversed();
  }
}
