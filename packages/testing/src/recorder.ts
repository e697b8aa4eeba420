// Keeps what a pool tells and delivers, in order, to be asserted and waited for. It knows no clock.

/// <reference lib="esnext.disposable" preserve="true" />

import type { InboxMessage, Pool, PoolEvent } from "@skep/core";
import { ConfigError } from "@skep/core/base";
import { POOL_EVENT_TYPES } from "@skep/core/testing";
import { type Facts, factsOf } from "./recorder/facts.ts";
import type { Recorded, RecordedOf, RecordedType } from "./recorder/recorded.ts";
import { Waits } from "./recorder/waits.ts";

/** What a recorder is given beside its pool. */
export interface RecorderOptions {
  /**
   * Whether it reads the pool's inbox. Default true; false where the program under test does, as readers
   * compete and each message goes to one.
   */
  readonly inbox?: boolean;
  /** Records kept; above it the oldest go and are counted as `missed`. Default 10,000. */
  readonly capacity?: number;
}

/** What to wait for. */
export interface UntilOptions {
  /** Of one peer. Default: of any, and what is of none. */
  readonly id?: string;
  /** The how manieth of the records that are kept. Default 1, which may have come already. */
  readonly count?: number;
  /** Ends the wait with its reason. */
  readonly signal?: AbortSignal;
}

/**
 * Records a pool from its making on, until it is disposed of or the pool is closed.
 *
 * Events are recorded while they are told, and a message before the events that follow it; so after
 * `clock.run(…)` of a manual clock everything is there, and in real time `until` waits for it. It owns neither
 * the pool nor its clock. A bad option, and a `Connection` in the place of a pool, is a `ConfigError`.
 */
export class Recorder implements AsyncDisposable {
  readonly #pool: Pool;
  readonly #capacity: number;
  readonly #life = new AbortController();
  readonly #waits = new Waits();
  readonly #inbox: AsyncIterator<readonly InboxMessage[]> | undefined;
  readonly #records: Recorded[] = [];
  #missed = 0;

  constructor(pool: Pool, { inbox = true, capacity = 10_000 }: RecorderOptions = {}) {
    if (!Number.isSafeInteger(capacity) || capacity < 1)
      throw new ConfigError("capacity", "a whole number, 1 or more", capacity);
    if (Object(pool).inbox === undefined)
      throw new ConfigError("pool", "a Pool, as a connection has no inbox", typeof pool);
    this.#pool = pool;
    this.#capacity = capacity;
    // In batches: a reader of single messages is handed them before an event that follows could ask for them.
    this.#inbox = inbox ? pool.inbox.batches()[Symbol.asyncIterator]() : undefined;
    const { signal } = this.#life;
    for (const type of POOL_EVENT_TYPES)
      pool.addEventListener(type, (event) => this.#hear(event), { signal });
    void Promise.all([pool.closed, this.#read()]).then(() => this.#end("the pool was closed"));
  }

  /** All that was told and delivered, as the pool gives it, the oldest first. */
  get records(): readonly Recorded[] {
    return this.#records;
  }

  /** Records that went because there were more than `capacity`. */
  get missed(): number {
    return this.#missed;
  }

  /** The records of one type, and of one peer if it is named. */
  of<T extends RecordedType>(type: T, id?: string): RecordedOf<T>[] {
    return this.#about(id).filter((record): record is RecordedOf<T> => record.type === type);
  }

  /** The types of all records, or of those of one peer. */
  types(id?: string): RecordedType[] {
    return this.#about(id).map(({ type }) => type);
  }

  /**
   * The records without what no test knows beforehand: plain objects for `toEqual` and `deepEqual`. There is no
   * `peer` and no `at`, nothing that is undefined, and of an error its message; a failed dial has its `phase`
   * and `status`.
   */
  facts(id?: string): Facts[] {
    return this.#about(id).map(factsOf);
  }

  /**
   * The record of that type, as soon as it is there. Rejects with the signal's reason; and with an `Error` that
   * says what came instead, when the pool is closed or the recorder disposed of.
   */
  until<T extends RecordedType>(type: T, options: UntilOptions = {}): Promise<RecordedOf<T>> {
    const { id, count = 1, signal } = options;
    if (type === "message" && this.#inbox === undefined)
      return Promise.reject(new ConfigError("inbox", "true where messages are waited for", false));
    const whose = id === undefined ? "" : ` of ${id}`;
    return this.#waits.add({
      look: () => this.of(type, id)[count - 1],
      missing: () =>
        `"${type}"${whose} number ${count} did not come, only: ${this.types(id).join()}`,
      signal,
    });
  }

  /** Stops recording, and rejects what waits. The records stay, and so does the pool. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#end("the recorder was disposed of");
    await this.#inbox?.return?.();
  }

  #about(id: string | undefined): readonly Recorded[] {
    return id === undefined ? this.#records : this.#records.filter((record) => record.id === id);
  }

  #hear(event: Event): void {
    this.#drain();
    // What is the platform's own stands under symbols, but for this.
    const facts = Object.entries(event).filter(([name]) => name !== "isTrusted");
    this.#keep(Object.freeze({ type: event.type, ...Object.fromEntries(facts) }) as PoolEvent);
  }

  /** What was delivered before stands before. */
  #drain(): void {
    if (this.#inbox === undefined) return;
    const { inbox } = this.#pool;
    for (let next = inbox.tryRead(); next !== undefined; next = inbox.tryRead()) this.#take(next);
  }

  async #read(): Promise<void> {
    for (
      let next = await this.#inbox?.next();
      next?.done === false;
      next = await this.#inbox?.next()
    )
      next.value.forEach((message) => this.#take(message));
  }

  #take({ receivedAt, ...message }: InboxMessage): void {
    this.#keep(Object.freeze({ type: "message", at: receivedAt, ...message }));
  }

  #keep(record: Recorded): void {
    this.#records.push(record);
    if (this.#records.length > this.#capacity) {
      this.#records.shift();
      this.#missed += 1;
    }
    this.#waits.look();
  }

  #end(why: string): void {
    this.#life.abort();
    this.#waits.end(why);
  }
}
