// The links of a hub's clients: what is written to them, when they are read, and how they end. It does not know what is said over them.

import { AlarmClock, type Clock, type Timer } from "@skep/core/base";
import type { Link } from "./acceptor/link.ts";
import type { Identity, Outlet } from "./core/input.ts";
import { type Beat, Heartbeat, type HeartbeatOptions } from "./heartbeat.ts";
import type { ConnectedClient } from "./hub-client.ts";
import { LinkReading } from "./link-reading.ts";
import { LinkWriter } from "./link-writer.ts";
import { Rate } from "./rate.ts";
import { Turn } from "./turn.ts";
import { WriteProgress } from "./write-progress.ts";

export interface LinksOptions extends HeartbeatOptions {
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
  /** A timer's callback has thrown. */
  readonly threw: (error: unknown) => void;
}

/** A watched client is let go on when no more than this part of what made it so still waits. */
const LOW = 1 / 4;

/** How long a client has to answer a goodbye, in milliseconds. */
const GOODBYE_TIMEOUT = 2_000;

/** A client's link, and what belongs to it. */
interface Connected {
  readonly link: Link;
  readonly writer: LinkWriter;
  readonly client: ConnectedClient;
  readonly beat: Beat;
  readonly reading: LinkReading;
  readonly rate: Rate;
  readonly progress: WriteProgress;
  /** The moment at which it is closed. */
  leaving?: Timer;
  /** The moment at which it is read again. */
  rested?: Timer;
  /** The hub has said goodbye. */
  isLeft: boolean;
}

export class Links {
  readonly #options: LinksOptions;
  readonly #heartbeat: Heartbeat<Link>;
  // Bound: the links that were let in.
  readonly #connected = new Map<string, Connected>();
  readonly #turn: Turn;
  /** Told when the last link is gone. Bound: one for each `end` and `emptied`. */
  readonly #waiting = new Set<() => void>();
  readonly #alarms: AlarmClock;
  /** The next look at what has left. There is one while there are links. */
  #looking: Timer | undefined;

  constructor(options: LinksOptions) {
    const { interval, random, threw, timeout } = options;
    this.#options = options;
    this.#turn = new Turn(options.clock);
    const clock = new AlarmClock(options.clock, { gap: () => {}, threw });
    this.#alarms = clock;
    const giveUp = (link: Link): void => this.#terminate(link);
    this.#heartbeat = new Heartbeat({ clock, giveUp, interval, timeout }, random);
  }

  /** Returns what has to be told of each frame, and where the client is written to. */
  add(client: ConnectedClient, link: Link): { readonly beat: Beat; readonly outlet: Outlet } {
    const beat = this.#heartbeat.watch(link);
    const writer = new LinkWriter(client.id, link, this.#turn);
    const { clock, rate: perSecond, writeTimeout } = this.#options;
    this.#looking ??= this.#lookLater();
    this.#connected.set(client.id, {
      link,
      client,
      beat,
      writer,
      reading: new LinkReading(link),
      rate: new Rate(perSecond, clock.now()),
      progress: new WriteProgress(writeTimeout, clock.now()),
      isLeft: false,
    });
    return { beat, outlet: writer };
  }

  /** So many messages of a client have come. One that sends too many is not read for a while. */
  received(id: string, messages: number): void {
    const connected = this.#connected.get(id);
    if (connected === undefined) return;
    const { clock } = this.#options;
    const wait = connected.rate.take(messages, clock.now());
    if (wait === 0) return;
    connected.rested?.cancel();
    connected.reading.stop("rate");
    connected.rested = clock.schedule(wait, () => connected.reading.go("rate"));
  }

  delete(id: string): void {
    const connected = this.#connected.get(id);
    this.#connected.delete(id);
    connected?.beat.stop();
    connected?.leaving?.cancel();
    connected?.rested?.cancel();
    if (this.#connected.size > 0) return;
    this.#looking?.cancel();
    this.#looking = undefined;
    for (const done of this.#waiting) done();
  }

  /** Says who a client is. */
  identify(id: string, identity: Identity): void {
    const client = this.clientOf(id);
    if (client !== undefined) client.identity = identity;
  }

  /** A client is not read while the application is asked who has its token: nothing that it sends behind it piles up. */
  beginToken(id: string): void {
    const { link, reading } = this.#connected.get(id) ?? {};
    link?.limit?.(undefined);
    reading?.stop("token");
  }

  endToken(id: string): void {
    this.#connected.get(id)?.reading.go("token");
  }

  /** A client is not read while too many of its publishes wait. */
  pause(id: string): void {
    this.#connected.get(id)?.reading.stop("publishes");
  }

  resume(id: string): void {
    this.#connected.get(id)?.reading.go("publishes");
  }

  clients(): ConnectedClient[] {
    return Array.from(this.#connected.values(), ({ client }) => client);
  }

  clientOf(id: string): ConnectedClient | undefined {
    return this.#connected.get(id)?.client;
  }

  /** The bytes that wait for a client. */
  pendingOf(id: string): number {
    return this.#connected.get(id)?.writer.pending ?? 0;
  }

  // --- slow clients ---

  /** Something was written for which there is no room: the client is not read until most of what waits has left. */
  watch(id: string): void {
    const connected = this.#connected.get(id);
    if (connected === undefined) return;
    connected.reading.stop("slow");
    connected.writer.sent = () => this.#look(connected);
  }

  /** Something has left. What was written since has a callback of its own. */
  #look(connected: Connected): void {
    const { client, reading, writer } = connected;
    if (writer.sent === undefined || writer.pending > this.#options.pending * LOW) return;
    writer.sent = undefined;
    reading.go("slow");
    this.#options.drained(client.id);
  }

  /** Soon enough that a client is given up no later than a quarter of `writeTimeout` too late. */
  #lookLater(): Timer {
    return this.#alarms.schedule(this.#options.writeTimeout / 4, () => {
      this.#looking = this.#lookLater();
      const now = this.#options.clock.now();
      for (const { link, progress } of this.#connected.values())
        if (progress.isStuck(link.sent ?? -link.pending, link.pending, now)) this.#terminate(link);
    });
  }

  // --- ends ---

  close(id: string, code: number, reason: string): void {
    const connected = this.#connected.get(id);
    if (connected !== undefined) this.#goodbye(connected, code, reason);
  }

  /** Closes a link at a moment of its own, within so many milliseconds. */
  dismiss(id: string, within: number): void {
    const connected = this.#connected.get(id);
    if (connected === undefined) return;
    const { clock, random } = this.#options;
    connected.leaving = clock.schedule(random() * within, () =>
      this.#goodbye(connected, 1012, "the hub is draining"),
    );
  }

  /** Says goodbye to all, and ends the links of those that do not answer. Resolves when all are gone. */
  async end(code: number, reason: string): Promise<void> {
    for (const connected of this.#connected.values()) this.#goodbye(connected, code, reason);
    await this.emptied(GOODBYE_TIMEOUT);
    // They are counted with their goodbye.
    for (const { link } of this.#connected.values()) link.terminate();
    await this.emptied(GOODBYE_TIMEOUT);
  }

  /** Resolves when there are no links any more, or after so many milliseconds. */
  async emptied(within: number): Promise<void> {
    if (this.#connected.size === 0) return;
    await new Promise<void>((resolve) => {
      const done = (): void => {
        timer.cancel();
        this.#waiting.delete(done);
        resolve();
      };
      const timer = this.#options.clock.schedule(within, done);
      this.#waiting.add(done);
    });
  }

  #terminate(link: Link): void {
    this.#options.ended(1006);
    link.terminate();
  }

  #goodbye(connected: Connected, code: number, reason: string): void {
    const { client, link, reading, writer } = connected;
    if (!connected.isLeft) this.#options.ended(code);
    connected.isLeft = true;
    // Nobody waits for it to read again.
    writer.sent = undefined;
    writer.flush();
    // A client that is not read could not answer.
    reading.release();
    link.close(code, reason);
    this.#options.left(client.id);
  }
}
