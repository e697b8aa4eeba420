// What the engine tells of a channel becomes one sequence: repetitions are dropped, holes are read, another life or history of the channel is found out
// by asking. It knows no clients.

import type { GapReason, Position } from "@skep/protocol";
import type { EngineMessage, ReadAnswer } from "../engine/engine.ts";
import type { Channel, Mend } from "./channel.ts";
import type { CoreOptions } from "./core-options.ts";
import type { Delivery } from "./delivery.ts";
import type { Questions } from "./questions.ts";
import { isSamePosition, Ring } from "./ring.ts";

export class Intake {
  readonly #questions: Questions;
  readonly #delivery: Delivery;
  readonly #options: Pick<CoreOptions, "replay" | "ring">;

  constructor(
    questions: Questions,
    delivery: Delivery,
    options: Pick<CoreOptions, "replay" | "ring">,
  ) {
    this.#questions = questions;
    this.#delivery = delivery;
    this.#options = options;
  }

  /** The engine tells the channel from this position on; undefined where it does not. */
  begin(channel: Channel, position: Position | undefined): void {
    channel.ring = position && new Ring(channel.ringSize(this.#options.ring), position);
  }

  /** A message of a channel that is told. */
  take(channel: Channel, message: EngineMessage): void {
    const { mend, ring } = channel;
    if (ring === undefined || mend !== undefined) return channel.keepEarly(message);
    const { head } = ring;
    const isFitting = message.epoch === head.epoch && message.previous <= head.offset;
    if (channel.isStale || !isFitting) {
      channel.keepEarly(message);
      return this.mend(channel);
    }
    if (message.offset > head.offset) this.#delivery.append(channel, ring, message);
    // A repetition, unless another message is known at its offset: then the engine was set back, and has not said so.
    else if (ring.isOther(message)) this.mend(channel);
  }

  /** The newest message of a channel is at this position: what was lost on the way, and nothing follows, is read. */
  compare(channel: Channel, position: Position): void {
    const { isStale, mend, ring } = channel;
    // Looked at when the engine has answered.
    if (ring === undefined || mend !== undefined) channel.top = position;
    // A stale channel is read anyway.
    else if (!isStale && !isSamePosition(ring.head, position)) this.mend(channel);
  }

  /** Asks the engine for what follows the head of the ring, unless it was asked already. */
  mend(channel: Channel): void {
    const { early, mend, name, ring } = channel;
    if (ring === undefined || mend !== undefined) return;
    channel.mend = { what: "mend", channel, earlier: early.length };
    this.#questions.read(channel.mend, name, { after: ring.head, limit: this.#options.replay });
  }

  /** The channel has begun; the engine may have told it before it said so, and may have been away since. */
  joined(channel: Channel): void {
    const { isShort, isStale, ring, top } = channel;
    if (isStale || ring === undefined) return this.mend(channel);
    this.#takeAll(channel, channel.takeEarly());
    if (isShort || (top !== undefined && isAhead(ring, top))) this.mend(channel);
  }

  #takeAll(channel: Channel, messages: readonly EngineMessage[]): void {
    for (const message of messages) this.take(channel, message);
  }

  /**
   * The engine was asked for what is missing; undefined where it cannot say, and then it has to be asked again. Returns false where it was
   * asked anew since.
   */
  mended(mend: Mend, answer: ReadAnswer | undefined): boolean {
    const { channel } = mend;
    const { ring } = channel;
    if (channel.mend !== mend || ring === undefined) return false;
    channel.mend = undefined;
    if (answer === undefined) channel.isStale = true;
    else this.#heal(mend, ring, answer);
    return true;
  }

  #heal({ channel, earlier }: Mend, ring: Ring, answer: ReadAnswer): void {
    const { isShort, top } = channel;
    const early = channel.takeEarly();
    // What was told before the engine was asked is in its answer, or does not belong to this history.
    const later = early.slice(earlier);
    channel.isStale = false;
    channel.top = undefined;
    if (answer.gap === "epoch") this.#tear(channel, ring, { early, top: answer.top });
    else this.#add(channel, ring, answer);
    // Where the channel has another history, only the engine can say to which one they belong.
    const isUnclear = later.length > 0 && (answer.gap === "epoch" || answer.gap === "fork");
    if (!isUnclear) this.#takeAll(channel, later);
    this.#delivery.catchUpAll(channel);
    if (isShort || isUnclear || (top !== undefined && isAhead(ring, top))) this.mend(channel);
  }

  /** The channel has begun another life, of which some messages may have been told already: it goes on before the first of them. */
  #tear(
    channel: Channel,
    ring: Ring,
    { early, top }: { readonly early: readonly EngineMessage[]; readonly top: Position },
  ): void {
    const told = early.filter(({ epoch }) => epoch === top.epoch);
    const [first] = told;
    const begin = first === undefined ? top : { epoch: first.epoch, offset: first.previous };
    this.#delivery.gapForAll(channel, ring, "epoch", begin);
    this.#takeAll(channel, told);
    if (isAhead(ring, top)) this.mend(channel);
  }

  #add(channel: Channel, ring: Ring, answer: ReadAnswer): void {
    if (answer.gap !== undefined)
      return this.#delivery.gapForAll(channel, ring, reasonOf(channel, answer.gap), answer.top);
    for (const message of answer.entries) this.#delivery.append(channel, ring, message);
  }
}

/** Why the engine cannot fill a hole. A channel that keeps nothing has no history that could be trimmed. */
function reasonOf({ namespace }: Channel, gap: NonNullable<ReadAnswer["gap"]>): GapReason {
  return gap === "trimmed" && namespace.retention === undefined ? "engine" : gap;
}

/** The ring has not come so far, or is of another life. */
function isAhead({ head }: Ring, { epoch, offset }: Position): boolean {
  return epoch !== head.epoch || offset > head.offset;
}
