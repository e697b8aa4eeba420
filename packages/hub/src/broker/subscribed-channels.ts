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
  readonly past: string[];
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
      told.past.length = 0;
    }
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
    if (told.epoch !== epoch) leave(told);
    told.epoch = epoch;
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

/** A channel that begins another life does not go back to this one, unless the broker was away. */
function leave({ epoch, past }: Told): void {
  if (epoch === undefined) return;
  past.push(epoch);
  if (past.length > MOST_PAST) past.shift();
}
