// Where a channel is in one life of a stream, and what a session knows of its end. It knows no connection.

/** How often others were quicker, before nobody expects to be the next one any more. */
const MOST_REFUSALS = 3;

export class ChannelPlace {
  /** The subject of what is published to it. */
  readonly stored: string;
  /** The subject of what it is told. */
  readonly told: string;
  /** Each channel has its own, so that nobody takes a position in one for a position in another. */
  readonly epoch: string;
  /** The newest sequence that this session has seen; 0 where it has seen none. */
  #newest = 0;
  #underWay = 0;
  #refusals = 0;

  constructor(stored: string, told: string, epoch: string) {
    this.stored = stored;
    this.told = told;
    this.epoch = epoch;
  }

  /** There is a message at this sequence. */
  saw(sequence: number): void {
    if (sequence > this.#newest) this.#newest = sequence;
  }

  /**
   * A message is published: the sequence of the one that it should follow; undefined where that is not known, as others publish as well. It has to be
   * followed by `ended`.
   */
  begin(): number | undefined {
    const isKnown = this.#newest > 0 && this.#underWay === 0 && this.#refusals < MOST_REFUSALS;
    this.#underWay++;
    return isKnown ? this.#newest : undefined;
  }

  /** Another message was quicker than the one that was to follow. */
  refused(): void {
    this.#refusals++;
  }

  /** The message has this sequence; undefined where nobody knows. */
  ended(sequence: number | undefined): void {
    this.#underWay--;
    if (sequence !== undefined) this.saw(sequence);
  }
}
