// The channels that a session has subscribed to, and what was told of each: copies that come late or twice are known by it.

import type { Position } from "@skep/protocol";

/** Where a message stands. */
interface Place {
  readonly channel: string;
  readonly epoch: string;
  readonly offset: number;
}

/** What was told of a channel. */
interface Told {
  /** Undefined until there is a position. */
  epoch: string | undefined;
  offset: number;
  /** Bound: 4. Overflow: the oldest is forgotten; a copy of a life that long ago does not come any more. */
  past: string[];
}

const MOST_PAST = 4;

/** Bound: the channels that the owner of the session has subscribed to. */
export class SubscribedChannels {
  readonly #channels = new Map<string, Told>();

  get size(): number {
    return this.#channels.size;
  }

  names(): string[] {
    return [...this.#channels.keys()];
  }

  has(channel: string): boolean {
    return this.#channels.has(channel);
  }

  /** From now on its messages are told. Returns false where they were already. */
  add(channel: string): boolean {
    if (this.#channels.has(channel)) return false;
    this.#channels.set(channel, { epoch: undefined, offset: 0, past: [] });
    return true;
  }

  delete(channel: string): boolean {
    return this.#channels.delete(channel);
  }

  clear(): void {
    this.#channels.clear();
  }

  /**
   * The broker was away, and is told anew: no copy of before comes any more, and the broker may have been set back to an older copy of itself, within the same
   * life or to an earlier one. So whatever comes next of a channel is told.
   */
  renew(): void {
    for (const told of this.#channels.values()) {
      told.offset = 0;
      told.past = [];
    }
  }

  /** What was told last of a channel; undefined before there is a position. */
  last(channel: string): Position | undefined {
    const { epoch, offset = 0 } = this.#channels.get(channel) ?? {};
    return epoch === undefined ? undefined : { epoch, offset };
  }

  /**
   * The broker was asked behind the message at `last`, and its newest one is at `top`. Returns whether it does not have what was told: then it was set back
   * and was away for nobody, or somebody else has sent what looked like a message of it. What follows `top` is told from now on.
   */
  goBack(channel: string, last: Position, top: Position): boolean {
    const told = this.#channels.get(channel);
    if (told === undefined || told.epoch !== last.epoch) return false;
    const isSameLife = told.epoch === top.epoch;
    const isLost = isSameLife ? top.offset < last.offset : told.past.includes(top.epoch);
    if (!isLost) return false;
    if (!isSameLife) begin(told, top.epoch);
    told.offset = top.offset;
    return true;
  }

  /** Whether this message is to be told: its channel is subscribed, and nothing at its offset or behind it was told. It counts as told then. */
  take(message: Place): boolean {
    return this.#move(message.channel, message);
  }

  /**
   * The session was given this position of a channel: what is up to there is not told any more. An answer that a message of another life has overtaken
   * changes nothing.
   */
  begin(channel: string, position: Position): void {
    const known = this.#channels.get(channel)?.epoch ?? position.epoch;
    if (known === position.epoch) this.#move(channel, position);
  }

  #move(channel: string, { epoch, offset }: Position): boolean {
    const told = this.#channels.get(channel);
    if (told === undefined || told.past.includes(epoch)) return false;
    if (told.epoch === epoch && offset <= told.offset) return false;
    if (told.epoch !== epoch) begin(told, epoch);
    told.offset = offset;
    return true;
  }

  /** The newest message of the channel is at this position, and it was not told. Nothing is behind before there is a position. */
  isBehind(channel: string, top: Position): boolean {
    const told = this.#channels.get(channel);
    if (told?.epoch === undefined || told.past.includes(top.epoch)) return false;
    return told.epoch !== top.epoch || told.offset < top.offset;
  }
}

/** A channel that begins another life does not go back to the one before, unless the broker says so or was away. */
function begin(told: Told, epoch: string): void {
  const past = told.epoch === undefined ? told.past : [...told.past, told.epoch];
  told.past = past.filter((other) => other !== epoch).slice(-MOST_PAST);
  told.epoch = epoch;
}
