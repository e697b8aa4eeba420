// The link of one client: when it is read, when too much waits for it, and how it ends. It does not know what is said over it.

import type { Clock, Timer } from "@skep/core/base";
import type { Link } from "./acceptor/link.ts";
import type { Effect } from "./core/effect.ts";
import type { Beat } from "./heartbeat.ts";
import type { ConnectedClient } from "./hub-client.ts";
import { LinkReading } from "./link-reading.ts";
import { LinkWriter } from "./link-writer.ts";
import { Rate } from "./rate.ts";
import type { Turn } from "./turn.ts";
import { WriteProgress } from "./write-progress.ts";

export interface ClientLinkOptions {
  readonly clock: Clock;
  readonly random: () => number;
  /** A client for which more waits, in bytes, is watched. */
  readonly pending: number;
  /** Milliseconds after which a client is given up to which nothing of what waits has left. */
  readonly writeTimeout: number;
  /** Messages that a client may send in a second. */
  readonly rate: number;
  /** Most of what waited for a client that was watched has left. */
  readonly drained: (client: string) => void;
  /** A client was told goodbye. */
  readonly left: (client: string) => void;
  /** A link is ended by the hub, with this code; 1006 without a goodbye. */
  readonly ended: (code: number) => void;
}

/** What the core asks of one link. */
export type LinkEffect = Extract<
  Effect,
  { readonly type: "close" | "dismiss" | "pause" | "resume" | "watch" }
>;

/** A watched client is let go on when no more than this part of what made it so still waits. */
const LOW = 1 / 4;

export class ClientLink {
  readonly client: ConnectedClient;
  readonly outlet: LinkWriter;
  readonly #link: Link;
  readonly #beat: Beat;
  readonly #options: ClientLinkOptions;
  readonly #reading: LinkReading;
  readonly #rate: Rate;
  readonly #progress: WriteProgress;
  /** The moment at which it is closed. */
  #leaving: Timer | undefined;
  /** The moment at which it is read again. */
  #rested: Timer | undefined;
  /** The hub has said goodbye. */
  #isLeft = false;

  constructor(
    client: ConnectedClient,
    { beat, link, turn }: { readonly beat: Beat; readonly link: Link; readonly turn: Turn },
    options: ClientLinkOptions,
  ) {
    const now = options.clock.now();
    this.client = client;
    this.outlet = new LinkWriter(client.id, link, turn);
    this.#link = link;
    this.#beat = beat;
    this.#options = options;
    this.#reading = new LinkReading(link);
    this.#rate = new Rate(options.rate, now);
    this.#progress = new WriteProgress(options.writeTimeout, now);
  }

  perform(effect: LinkEffect): void {
    switch (effect.type) {
      case "close":
        return this.close(effect.code, effect.reason);
      case "dismiss":
        return this.#dismiss(effect.after);
      case "watch":
        return this.#watch();
      case "pause":
        return this.#reading.stop("publishes");
      case "resume":
        return this.#reading.go("publishes");
      default:
        effect satisfies never;
    }
  }

  // --- reading ---

  /** So many messages have come. A client that sends too many is not read for a while. */
  received(messages: number): void {
    const { clock } = this.#options;
    const wait = this.#rate.take(messages, clock.now());
    if (wait === 0) return;
    this.#rested?.cancel();
    this.#reading.stop("rate");
    this.#rested = clock.schedule(wait, () => this.#reading.go("rate"));
  }

  /** A client is not read while the application is asked who has its token: nothing that it sends behind it piles up. */
  beginToken(): void {
    this.#link.limit?.(undefined);
    this.#reading.stop("token");
  }

  endToken(): void {
    this.#reading.go("token");
  }

  // --- writing ---

  /** Something was written for which there is no room: the client is not read until most of what waits has left. */
  #watch(): void {
    this.#reading.stop("slow");
    this.outlet.sent = () => this.#look();
  }

  /** Something has left. What was written since has a callback of its own. */
  #look(): void {
    const { outlet } = this;
    if (outlet.sent === undefined || outlet.pending > this.#options.pending * LOW) return;
    outlet.sent = undefined;
    this.#reading.go("slow");
    this.#options.drained(this.client.id);
  }

  /** Nothing of what waits has left for too long. */
  isStuck(now: number): boolean {
    const { pending, sent = -pending } = this.#link;
    return this.#progress.isStuck(sent, pending, now);
  }

  // --- ends ---

  /** What was written goes out before the goodbye. */
  close(code: number, reason: string): void {
    const { ended, left } = this.#options;
    if (!this.#isLeft) ended(code);
    this.#isLeft = true;
    // Nobody waits any more for it to read again.
    this.outlet.sent = undefined;
    this.outlet.flush();
    // A client that is not read could not answer.
    this.#reading.release();
    this.#link.close(code, reason);
    left(this.client.id);
  }

  /** Closes the link at a moment of its own, within so many milliseconds. */
  #dismiss(within: number): void {
    const { clock, random } = this.#options;
    this.#leaving = clock.schedule(random() * within, () =>
      this.close(1012, "the hub is draining"),
    );
  }

  terminate(): void {
    this.#link.terminate();
  }

  /** The link has ended. */
  stop(): void {
    this.#beat.stop();
    this.#leaving?.cancel();
    this.#rested?.cancel();
  }
}
