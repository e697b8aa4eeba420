// Reads the past of one channel from its stream.

import { type Clock, handled, sleep } from "@skep/core/base";
import type { Position } from "@skep/protocol";
import type { ReadAnswer, ReadRange } from "../engine/engine.ts";
import { EngineError } from "../errors.ts";
import { entriesOf, isFork, isWhole, keptOf, type Top } from "./history.ts";
import type { LiveStream, NatsStream } from "./nats-stream.ts";
import { NewestSearch } from "./newest-search.ts";
import type { StoredMessage } from "./stored-message.ts";
import { gapIn, isReached, type Walk, walkBack } from "./walk.ts";

/** Messages that are asked for one by one, before a reader is made for the rest: each takes one round trip, a reader takes three. */
const STEPS = 4;

/** How often a server that lags is asked once more, and after how many milliseconds. */
const LAGS = 10;
const LAG_PAUSE = 50;
const LAG = "The stream has not delivered its newest message yet.";

type After = Extract<ReadRange, { readonly after: unknown }>;

/** Of one life of the stream: when that ends, reading rejects or finds nothing of another one. */
export class ChannelReader {
  readonly #stream: NatsStream;
  readonly #live: LiveStream;
  readonly #channel: string;
  readonly #subject: string;
  readonly #epoch: string;
  readonly #clock: Clock;

  constructor(stream: NatsStream, channel: string, clock: Clock) {
    this.#stream = stream;
    this.#live = stream.live;
    this.#channel = channel;
    const { epoch, stored } = this.#live.life.placeOf(channel);
    this.#subject = stored;
    this.#epoch = epoch;
    this.#clock = clock;
  }

  /** The newest message; undefined where there is none. */
  newest(): Promise<StoredMessage | undefined> {
    return this.#live.api.newest(this.#subject);
  }

  async top(): Promise<Top> {
    const message = await this.newest();
    return message === undefined ? this.#end() : this.#topAt(message);
  }

  /** Asked for in this order, no message of the channel is before the end of the stream. */
  async #end(): Promise<Top> {
    const { last } = await this.#stream.bounds(this.#live);
    const message = await this.newest();
    if (message !== undefined) return this.#topAt(message);
    return { position: { epoch: this.#epoch, offset: last } };
  }

  #topAt(message: StoredMessage): Top {
    return { position: this.positionOf(message), message };
  }

  positionOf({ sequence: offset, time }: StoredMessage): Position {
    return { epoch: this.#epoch, offset, time };
  }

  async read(range: ReadRange): Promise<ReadAnswer> {
    for (let left = LAGS; ; left--)
      try {
        return await ("last" in range ? this.#last(range.last) : this.#after(range));
      } catch (error) {
        if (left === 0 || !(error instanceof EngineError) || error.cause !== LAG) throw error;
        await sleep(this.#clock, LAG_PAUSE, undefined);
      }
  }

  // --- what follows a position ---

  async #after({ after, limit }: After): Promise<ReadAnswer> {
    const isOurs = after.epoch === this.#epoch;
    const there = isOurs ? this.#at(after.offset) : Promise.resolve(undefined);
    const [top, message] = await Promise.all([this.top(), there]);
    const { position } = top;
    if (!isOurs) return { top: position, gap: "epoch" };
    if (isFork(after, this.#subject, message, top)) return { top: position, gap: "fork" };
    if (after.offset === position.offset) return { top: position, entries: [] };
    return this.#following(after, limit, top);
  }

  async #at(offset: number): Promise<StoredMessage | undefined> {
    return offset > 0 ? this.#live.api.at(offset) : undefined;
  }

  async #following(after: Position, limit: number, top: Top): Promise<ReadAnswer> {
    const { message, position } = top;
    if (message === undefined) return this.#answer(after, [], top);
    const most = Math.min(limit, message.keep.messages);
    const walk = await walkBack(
      message,
      (sequence) => this.#at(sequence),
      ({ messages, previous }) => previous <= after.offset || messages.length > most,
    );
    const gap = gapIn(walk, after, most);
    if (gap === "more") return { top: position, gap: most < limit ? "trimmed" : "limit" };
    if (gap !== undefined) return { top: position, gap };
    if (isReached(walk, after)) return this.#entries(after, walk.messages, top);
    const messages = (await this.#isFirst(walk, after.offset + 1))
      ? walk.messages
      : await this.#upTo(message, after.offset + 1, most);
    if (messages === undefined) return { top: position, gap: most < limit ? "trimmed" : "limit" };
    return this.#answer(after, messages, top);
  }

  async #answer(
    after: Position,
    messages: readonly StoredMessage[],
    top: Top,
  ): Promise<ReadAnswer> {
    if (!(await this.#isWhole(after, messages.length)))
      return { top: top.position, gap: "trimmed" };
    return this.#entries(after, messages, top);
  }

  /** All that follows the position, unless some of it is too old. */
  #entries(after: Position, messages: readonly StoredMessage[], top: Top): ReadAnswer {
    const last = messages.at(-1);
    const { position } = last === undefined ? top : this.#topAt(last);
    const isKept = keptOf(messages, this.#clock.wall()).length === messages.length;
    if (!isKept) return { top: position, gap: "trimmed" };
    const entries = entriesOf(this.#channel, this.#epoch, messages, after.offset);
    return { top: position, entries };
  }

  /** Asked for when the rest is read: messages may be trimmed meanwhile. Where the one at the position is there, so is all that followed it. */
  async #isWhole(after: Position, following: number): Promise<boolean> {
    const message = await this.#at(after.offset);
    if (message?.subject === this.#subject) return true;
    return isWhole(after, following, await this.#stream.bounds(this.#live));
  }

  /** The walk has come to the first message from this sequence on, without knowing it. */
  async #isFirst({ messages }: Walk, from: number): Promise<boolean> {
    const first = await this.#live.api.next(this.#subject, from);
    return first !== undefined && first.sequence === messages[0]?.sequence;
  }

  /** The messages from this sequence to the newest, undefined where they are more than `most`. */
  async #upTo(
    newest: StoredMessage,
    from: number,
    most: number,
  ): Promise<StoredMessage[] | undefined> {
    const found: StoredMessage[] = [];
    let sequence = from;
    while (found.length < STEPS && found.length <= most && sequence <= newest.sequence) {
      const next = await this.#live.api.next(this.#subject, sequence);
      if (next === undefined) throw new EngineError("Messages were trimmed while they were read.");
      found.push(next);
      sequence = next.sequence + 1;
    }
    if (found.length <= most && sequence <= newest.sequence) {
      const rest = await this.#rest(sequence, most - found.length);
      if (rest === undefined) return undefined;
      found.push(...rest);
    }
    return found.length > most ? undefined : this.#checked(found, newest);
  }

  /** The server that a reader is at may lag behind the leader. */
  #checked(messages: StoredMessage[], newest: StoredMessage): StoredMessage[] {
    if ((messages.at(-1)?.sequence ?? 0) < newest.sequence) throw new EngineError(LAG, LAG);
    return messages;
  }

  async #rest(sequence: number, most: number): Promise<StoredMessage[] | undefined> {
    const { api } = this.#live;
    const consumer = await api.consumer(this.#subject, sequence);
    try {
      return consumer.count > most ? undefined : await api.pull(consumer);
    } finally {
      void handled(api.drop(consumer));
    }
  }

  // --- the last few ---

  async #last(last: number): Promise<ReadAnswer> {
    const top = await this.top();
    const { message } = top;
    const wanted = Math.min(last, message?.keep.messages ?? 0);
    if (message === undefined || wanted === 0) return { top: top.position, entries: [] };
    const newest = await this.#newestOf(message, wanted);
    const kept = keptOf(newest.slice(-wanted), this.#clock.wall());
    const [first] = kept;
    const before = newest.findLast(({ sequence }) => sequence < (first?.sequence ?? 0));
    const previous = before?.sequence ?? (first?.previous || (first?.sequence ?? 1) - 1);
    const position = this.positionOf(newest.at(-1) ?? message);
    return { top: position, entries: entriesOf(this.#channel, this.#epoch, kept, previous) };
  }

  /** At least so many, where there are: by the pointers in them, or by a reader. */
  async #newestOf(message: StoredMessage, wanted: number): Promise<readonly StoredMessage[]> {
    const walk = await walkBack(
      message,
      (sequence) => this.#at(sequence),
      ({ messages: found }) => found.length >= wanted,
    );
    const { isTrimmed, messages } = walk;
    if (isTrimmed || messages.length >= wanted || (await this.#isFirst(walk, 1))) return messages;
    // One more, as the first names the one before it.
    return this.#checked(await this.#newest(wanted + 1, message.sequence), message);
  }

  async #newest(count: number, end: number): Promise<StoredMessage[]> {
    const { api } = this.#live;
    const search = new NewestSearch(count, end);
    for (;;) {
      const { sequence } = search;
      const consumer = await api.consumer(this.#subject, sequence);
      try {
        search.add(sequence, consumer.count);
        if (search.isFound && search.sequence === sequence) return await api.pull(consumer);
      } finally {
        void handled(api.drop(consumer));
      }
    }
  }
}
