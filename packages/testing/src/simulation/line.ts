// The server's end of one link, and the network between: in order, with latency, sometimes deaf.

import type { Timer } from "@skep/core";
import type { ManualClock, MemoryDial } from "@skep/core/testing";
import { Backlog } from "./books/backlog.ts";

/** What a network does no longer carry; `inbound` is what goes to the client. */
export type Deafness = "none" | "inbound" | "outbound" | "both";

/** How the server answers what the client says. */
export interface Manners {
  readonly pongs: boolean;
  readonly goodbyes: boolean;
}

export interface Network {
  /** Milliseconds from one end to the other. */
  readonly latency: number;
  /** Within so many milliseconds a client that runs has looked at a backlog. */
  readonly looks: () => number;
}

export class Line {
  readonly dial: MemoryDial;
  readonly backlog: Backlog;
  readonly #clock: ManualClock;
  readonly #latency: number;
  readonly #manners: Manners;
  deaf: Deafness = "none";
  /** When what was sent last arrives: nothing overtakes. */
  #lastAt = 0;
  #drop: Timer | undefined;
  #ponged = 0;
  #heardGoodbye = false;

  constructor(dial: MemoryDial, clock: ManualClock, network: Network, manners: Manners) {
    this.dial = dial;
    this.#clock = clock;
    this.#latency = network.latency;
    this.#manners = manners;
    this.backlog = new Backlog(clock, network.looks);
  }

  get isOpen(): boolean {
    return this.dial.state === "open" && !this.dial.terminated;
  }

  /** Something on its way to the client. */
  later(arrive: () => void, extra: number = 0): void {
    const at = Math.max(this.#clock.now() + this.#latency + extra, this.#lastAt);
    this.#lastAt = at;
    this.#clock.schedule(at - this.#clock.now(), () => {
      this.#arrive(arrive);
    });
  }

  /** So many pieces of something, one by one; other things may come between them. */
  trickle(pieces: number, every: number): void {
    for (let piece = 1; piece <= pieces; piece += 1)
      this.#clock.schedule(this.#latency + piece * every, () =>
        this.#arrive(() => void this.dial.progress()),
      );
  }

  #arrive(arrive: () => void): void {
    if (this.deaf !== "inbound" && this.deaf !== "both") arrive();
  }

  /** The link is lost after so long. */
  dropAfter(ms: number): void {
    this.#drop = this.#clock.schedule(this.#latency + ms, () => void this.dial.drop());
  }

  /** The connection ends in order after so long. */
  closeAfter(ms: number, code: number): void {
    this.#drop = this.#clock.schedule(
      this.#latency + ms,
      () => void this.dial.close(code, "so long"),
    );
  }

  /** It is not lost after all. */
  spare(): void {
    this.#drop?.cancel();
  }

  /** The network takes `bytes` of what waits for it, or all. */
  drain(bytes?: number): void {
    if (bytes !== 0) this.backlog.moved(bytes === undefined || bytes >= this.dial.bufferedAmount);
    this.dial.drain(bytes);
  }

  /** It takes a byte now and then. */
  crawl(bytes: number, every: number): void {
    for (let byte = 1; byte <= bytes; byte += 1)
      this.#clock.schedule(byte * every, () => {
        if (this.isOpen && this.dial.bufferedAmount > 0) this.drain(1);
      });
  }

  /** The network takes all that waits for it, and nobody is told. */
  drainUnseen(): void {
    if (this.dial.bufferedAmount > 0) this.backlog.moved(true);
    this.dial.bufferedAmount = 0;
  }

  /** Looks at what the client did meanwhile, and returns what it sent. */
  attend(): readonly (string | Uint8Array)[] {
    const heard = this.dial.sent.splice(0);
    if (this.dial.bufferedAmount === 0) this.backlog.gone();
    else this.backlog.left();
    if (this.deaf === "outbound" || this.deaf === "both") {
      this.#ponged = this.dial.pings;
      return [];
    }
    for (; this.#ponged < this.dial.pings; this.#ponged += 1)
      if (this.#manners.pongs) this.later(() => this.dial.pong());
    if (this.dial.goodbye !== undefined && !this.#heardGoodbye) this.#hearGoodbye();
    return heard;
  }

  #hearGoodbye(): void {
    this.#heardGoodbye = true;
    if (this.#manners.goodbyes) this.later(() => this.dial.close());
  }
}
