// Orders that survive a lost link: each is kept until it was confirmed, and placed again on every new link.
import type { InboxMessage, Pool } from "skep";

/** Orders at one market, which confirms each by its number: `ok 7`. */
export class Orders {
  /** Placed and not yet confirmed, in order. */
  readonly open = new Map<number, string>();
  readonly #pool: Pool;
  readonly #market: string;
  #count = 0;

  constructor(pool: Pool, market: string) {
    this.#pool = pool;
    this.#market = market;
    pool.addEventListener("connected", ({ id }) => {
      if (id === market) for (const number of this.open.keys()) this.#send(number);
    });
    void this.#read();
  }

  /** Places an order now, or as soon as the market is there. */
  place(what: string): void {
    this.#count += 1;
    this.open.set(this.#count, what);
    this.#send(this.#count);
  }

  #send(number: number): void {
    this.#pool.get(this.#market)?.trySend(`${number} ${this.open.get(number)}`);
  }

  async #read(): Promise<void> {
    for await (const message of this.#pool.inbox) this.#confirm(message);
  }

  #confirm({ id, data }: InboxMessage): void {
    const [, number] = /^ok (\d+)$/.exec(String(data)) ?? [];
    if (id === this.#market && number !== undefined) this.open.delete(Number(number));
  }
}
