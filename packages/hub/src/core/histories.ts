// `history`: the newest publications of a channel, without a subscription.

import type { ReadAnswer } from "../engine/engine.ts";
import type { Piece } from "../payload.ts";
import type { Answers, Request } from "./answers.ts";
import type { Client } from "./client.ts";
import type { CoreOptions } from "./core-options.ts";
import { toPublication } from "./delivery.ts";
import type { EffectQueue } from "./effect-queue.ts";
import type { CoreParts } from "./parts.ts";
import type { Questions } from "./questions.ts";

export class Histories {
  readonly #options: CoreOptions;
  readonly #effectQueue: EffectQueue;
  readonly #questions: Questions;
  readonly #answers: Answers;

  constructor({ options, effectQueue, questions, answers }: CoreParts) {
    this.#options = options;
    this.#effectQueue = effectQueue;
    this.#questions = questions;
    this.#answers = answers;
  }

  /** The client may read: the engine is asked. */
  read(client: Client, request: Request<"history">): void {
    const { replay } = this.#options;
    const waiter = this.#answers.wait(client, { request, stage: "reading" });
    const range = { last: Math.min(request.last ?? replay, replay) };
    this.#questions.read(waiter, request.channel, range);
  }

  answer(client: Client, request: Request<"history">, answer: ReadAnswer | undefined): void {
    if (answer?.entries === undefined)
      return this.#answers.refuse(client, request, "unavailable", "the engine is away");
    this.#answers.done(client);
    const { id: re } = request;
    const pieces = answer.entries.map((message) =>
      toPublication(message).answering(re, client.format),
    );
    const sent = newest(pieces, this.#options.most);
    // There may be more of what was asked for.
    const isCut = (request.last ?? Infinity) > sent.length && this.#isFull(sent, pieces);
    const reason = isCut ? "limit" : undefined;
    const { top: position } = answer;
    this.#effectQueue.say(client, { type: "ack", re, position, reason, replay: sent.length });
    for (const piece of sent) this.#effectQueue.write(client, piece);
  }

  #isFull(sent: readonly Piece[], read: readonly Piece[]): boolean {
    return sent.length < read.length || read.length >= this.#options.replay;
  }
}

/** As many of the newest as have so many bytes together: an answer is never dropped, so it has a bound of its own. */
function newest(pieces: readonly Piece[], most: number): readonly Piece[] {
  let bytes = 0;
  const beyond = pieces.findLastIndex((piece) => {
    bytes += piece.bytes;
    return bytes > most;
  });
  return pieces.slice(beyond + 1);
}
