// One iterator over the inbox, of messages or of batches.

import { Reader } from "./reader.ts";
import type { Readers } from "./readers.ts";

export class InboxReader<T> extends Reader<T> {
  readonly #readers: Readers;
  /** Of a batch; undefined for messages one by one. */
  readonly #max: number | undefined;

  constructor(readers: Readers, signal?: AbortSignal, max?: number) {
    super(readers.reads, signal);
    this.#readers = readers;
    this.#max = max;
  }

  /** True where a message must not wait for the rest of its burst. */
  get single(): boolean {
    return this.#max === undefined;
  }

  override read(): T | undefined {
    return this.#readers.idle ? this.take() : undefined;
  }

  take(): T | undefined {
    return (this.#max === undefined ? this.#readers.take() : this.#readers.takeBatch(this.#max)) as
      | T
      | undefined;
  }
}
