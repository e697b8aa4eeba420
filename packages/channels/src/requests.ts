// Requests of one client that wait for their answers. An id is used once in the life of a client, so a late answer finds nobody.

import type { Clock, Timer } from "@skep/core/base";
import type { Ack, Failure, Publication } from "@skep/protocol";

/** How a request ends: with the hub's answer, or without one, as the link or the patience has ended. */
export type Answer = Ack | Failure | undefined;

interface Open {
  readonly answered: (answer: Answer) => void;
  readonly timer: Timer;
  /** The publications that follow the answer, where the request asks for some. */
  readonly items: Publication[] | undefined;
  /** The answer, while they have not all come. */
  ack?: Ack;
}

/** How long a request waits for its answer, in milliseconds. */
const REQUEST_TIMEOUT = 10_000;

export class Requests {
  readonly #clock: Clock;
  // Bound: one for each subscription, one for `hello` and `auth` each, and the calls of the application, which the client bounds.
  readonly #open = new Map<number, Open>();
  #last = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** The id of the next request. */
  nextId(): number {
    return ++this.#last;
  }

  /** `answered` is called once, when the answer has come, and all of `items`; or without an answer. */
  open(id: number, answered: (answer: Answer) => void, items?: Publication[]): void {
    const timer = this.#clock.schedule(REQUEST_TIMEOUT, () => this.#end(id, undefined));
    this.#open.set(id, { answered, timer, items });
  }

  /** Nobody waits for the answer any more. */
  forget(id: number): void {
    this.#open.get(id)?.timer.cancel();
    this.#open.delete(id);
  }

  answer(id: number, answer: Answer): void {
    const open = this.#open.get(id);
    if (open === undefined) return;
    if (open.items !== undefined && answer?.type === "ack") open.ack = answer;
    this.#endIfWhole(id, open, answer);
  }

  /** A publication that answers a request. One that comes before the answer was not announced, and nobody knows how many more come. */
  collect(id: number, publication: Publication): void {
    const open = this.#open.get(id);
    if (open?.ack === undefined) return;
    const { re: _, ...item } = publication;
    open.items?.push(item);
    this.#endIfWhole(id, open, open.ack);
  }

  #endIfWhole(id: number, { ack, items = [] }: Open, answer: Answer): void {
    if (items.length >= (ack?.replay ?? 0)) this.#end(id, answer);
  }

  #end(id: number, answer: Answer): void {
    const open = this.#open.get(id);
    this.forget(id);
    open?.answered(answer);
  }

  /** The link is gone: nothing is answered any more. */
  fail(): void {
    for (const id of this.#open.keys()) this.#end(id, undefined);
  }
}
