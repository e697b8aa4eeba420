// Where a channel is in one life of a stream, and what a session knows of its end. It knows no connection.

/** The most messages that are published without trying, after others were quicker again and again. */
const LONGEST_PAUSE = 1_024;

export class ChannelPlace {
  /** The subject of what is published to it. */
  readonly stored: string;
  /** Each channel has its own, so that nobody takes a position in one for a position in another. */
  readonly epoch: string;
  /** The newest sequence that this session has seen; 0 where it has seen none. */
  #newest = 0;
  #underWay = 0;
  /** So many messages are published before one is tried again to follow the newest. */
  #pause = 0;
  #nextPause = 1;

  constructor(stored: string, epoch: string) {
    this.stored = stored;
    this.epoch = epoch;
  }

  /** There is a message at this sequence. */
  saw(sequence: number): void {
    if (sequence > this.#newest) this.#newest = sequence;
  }

  /**
   * A message is published: the sequence of the one that it should follow; undefined where that is not known, as others publish as well. It has to be
   * followed by `ended`, and before by `tried` where it is known and was tried.
   */
  begin(): number | undefined {
    const isKnown = this.#newest > 0 && this.#underWay === 0;
    this.#underWay++;
    if (!isKnown) return undefined;
    if (this.#pause === 0) return this.#newest;
    this.#pause--;
    return undefined;
  }

  /** The message has followed the one that it should, or another message was quicker. */
  tried(hasFollowed: boolean): void {
    this.#pause = hasFollowed ? 0 : this.#nextPause;
    this.#nextPause = hasFollowed ? 1 : Math.min(2 * this.#nextPause, LONGEST_PAUSE);
  }

  /** The message has this sequence; undefined where nobody knows. */
  ended(sequence: number | undefined): void {
    this.#underWay--;
    if (sequence !== undefined) this.saw(sequence);
  }
}
