// What the session of a connection does, learned from its public state: a connection has no worker that could be observed.

import type { FailureKind, SessionState } from "@skep/core";
import type { StepInput } from "@skep/core/worker";
import { EDGES } from "./books/edges.ts";
import { SLACK } from "./books/session-book.ts";
import type { Generation } from "./generation.ts";
import type { World } from "./world.ts";

/** Waits are told in whole milliseconds. */
const ROUNDED = 1;

const STOP: StepInput = { type: "stop" };
const REDIAL: StepInput = { type: "redial" };
const ADMITTED: StepInput = { type: "admitted" };
const RESUME: StepInput = { type: "resume" };
const DUE: StepInput = { type: "due", alarm: "redial" };

/**
 * Looks as often as a provider is asked, anything happens on a socket, an event is told, and after each step; then it tells the book
 * what must have happened in between.
 */
export class SessionWatch {
  readonly #of: Generation;
  readonly #world: World;
  /** Its queue is at the low-water mark. */
  readonly #isLow: () => boolean;
  /** The user asked for a dial, and what followed has not been seen. */
  #isAsked = false;
  /** Until when a redial may come that was asked for within a time. */
  #redialsUntil = -Infinity;
  /** The number of the latest dial that was seen. */
  #dial = 0;
  /** Messages that had been read when the present wait began. */
  #readBefore = 0;

  constructor(of: Generation, world: World, isLow: () => boolean) {
    this.#of = of;
    this.#world = world;
    this.#isLow = isLow;
  }

  /** By how much the dial may follow the redial: two dials begin that far apart. */
  get slack(): number {
    return this.#world.plan.session.retry.minDelay;
  }

  asked(within: number): void {
    this.#isAsked = within === 0;
    const until = this.#world.now + within;
    this.#redialsUntil = within === 0 ? -Infinity : Math.max(this.#redialsUntil, until);
  }

  /** `end` is why a link or a dial has ended, where that is being told. */
  look(end?: FailureKind): void {
    const { book, peer, isLingering } = this.#of;
    const state = peer?.state ?? "idle";
    // It has lost the link for which it lingered, and is about to stop.
    if (state === "closing" && book.state === "waiting") return;
    // Who lingers says that it is closing, and is as connected as before until it says goodbye.
    if (state === "closing" && isLingering) this.#lookLingering(end);
    else this.#lookAt(state);
  }

  #lookLingering(end?: FailureKind): void {
    const { announcements, port } = this.#of;
    const isLost = port.wire?.isOver === true && end !== "stopped";
    if (end !== undefined) this.#lookAt(isLost ? "waiting" : "closing");
    else if (!announcements.isConnected) this.#lookAt("closing");
    else this.#lookBroken();
  }

  /** A link that takes no more sends has been ending. */
  #lookBroken(): void {
    const { book, port } = this.#of;
    const isBroken = book.state === "connected" && port.wire?.brokenAt !== undefined;
    if (isBroken) this.#move(DUE, "ending");
  }

  #lookAt(after: SessionState): void {
    const { book } = this.#of;
    if (book.state === after) return this.#lookForDial(after);
    if (after !== "ending") this.#lookBroken();
    const before = book.state;
    if (before === "waiting") this.#resume();
    const input = this.#inputOf(before, after);
    // Who queues where nothing is limited is let in within a microtask.
    const isMissed = !EDGES[before].includes(after) && EDGES.queued.includes(after);
    if (isMissed) this.#throughQueue(input, after);
    else this.#move(input, after);
    if (after === "waiting") this.#readBefore = this.#figures.read;
    if (after === "dialing") this.#dials();
  }

  /** Nothing but a redial leaves one dial for the next without a word. */
  #lookForDial(state: SessionState): void {
    if (state !== "dialing" || this.#of.dialNumber === this.#dial) return;
    this.#isAsked = false;
    this.#throughQueue(REDIAL, state);
    this.#dials();
  }

  #dials(): void {
    this.#dial = this.#of.dialNumber;
    this.#of.redialsUntil = Infinity;
  }

  /** What was asked for has been done, whether it shows or not: it may wait for another moment, or nobody listened. */
  answered(): void {
    this.look();
    if (this.#isAsked) this.#move(REDIAL, this.#of.book.state);
    this.#isAsked = false;
  }

  /** All that was to happen now has happened. */
  settle(): void {
    this.answered();
    if (this.#of.book.state !== "waiting") return;
    if (this.#mayRedial && this.#isSoonest) this.#move(REDIAL, "waiting");
    const { queued, read } = this.#figures;
    // What is low from the start is relieved by the next read.
    if (queued === 0 || read > this.#readBefore) this.#resume();
  }

  /** What was read, whether its reader has had its turn or not. */
  get #figures(): { readonly queued: number; readonly read: number } {
    const { received = 0, dropped = 0, queued = 0 } = this.#of.peer?.stats() ?? {};
    return { queued, read: received - dropped - queued };
  }

  #throughQueue(input: StepInput, after: SessionState): void {
    this.#move(input, "queued");
    this.#move(ADMITTED, after);
  }

  /** What waited for room waits for it no longer. */
  #resume(): void {
    if (this.#isLow()) this.#move(RESUME, "waiting");
  }

  #move(input: StepInput, after: SessionState): void {
    this.#of.moved(this.#of.book.state, input, after);
  }

  #inputOf(before: SessionState, after: SessionState): StepInput {
    if (after === "closing" || after === "stopped") return STOP;
    const { signalling } = this.#world;
    if (signalling !== undefined && !this.#isAsked) return { type: "signal", signal: signalling };
    const isAsked = this.#isAsked || (this.#mayRedial && this.#isByRedial(before));
    this.#isAsked = false;
    return isAsked ? REDIAL : DUE;
  }

  /** It leaves that state as a redial makes it leave. */
  #isByRedial(before: SessionState): boolean {
    if (before === "waiting") return true;
    return before === "ending" && this.#of.port.wire?.report === undefined && this.#isSoonest;
  }

  /** It waits for the earliest dial that there may be, as after a redial. */
  get #isSoonest(): boolean {
    const { book, peer } = this.#of;
    const { state, retryIn = state === "queued" ? 0 : Infinity } = peer?.stats() ?? {};
    const soonest = Math.max(0, book.soonest - this.#world.now);
    return Math.abs(retryIn - soonest) <= ROUNDED;
  }

  get #mayRedial(): boolean {
    const { late, now } = this.#world;
    return now <= this.#redialsUntil + this.slack + SLACK + late;
  }
}
