// What has to hold after every step of each session, whoever hosts it, and of those who read.

import type { SessionStats } from "@skep/core";
import type { Generation } from "./generation.ts";
import { hold } from "./hold.ts";
import type { Reader } from "./reader.ts";
import { SLACK } from "./books/session-book.ts";
import type { World } from "./world.ts";

export interface Known {
  readonly generation: Generation;
  readonly stats: SessionStats;
}

/** All sessions that have ever been there, with their figures of this moment. */
export function allKnown(world: World): readonly Known[] {
  return world.generations.flatMap((generation) => {
    const stats = generation.stats();
    return stats === undefined ? [] : [{ generation, stats }];
  });
}

export function checkGeneration(world: World, { generation, stats }: Known): void {
  const { book, deliveries, name, isConnected, isOver, waits } = generation;
  deliveries.check(stats, world.now, world.late);
  if (isOver) return checkGone(generation);
  checkLeaving(world, generation);
  hold(generation.listeners() <= 1, "one listener", () => `${name}: ${generation.listeners()}`);
  const state = generation.isLingering ? "closing" : book.state;
  hold(stats.state === state, "edges", () => `${name} is ${stats.state}, not ${state}`);
  const slack = SLACK + world.late;
  const isLate = !generation.isLeaving && world.now > generation.redialsUntil + slack;
  hold(!isLate, "redial dials", () => `${name} should have by ${generation.redialsUntil}`);
  const told = book.state === "connected" || book.state === "ending";
  hold(isConnected === told, "told as it is", () => `${name} is ${book.state}`);
  if (book.state === "connected" && world.watchedClock.yielding === 0)
    hold(waits === 0, "waits end", () => name);
  checkSockets(generation);
  checkBroken(world, generation);
  book.checkDeadlines(generation.port.wire?.heardAt ?? 0, generation.line?.backlog);
  checkAsking(world, generation, stats);
  checkSends(world, generation);
}

/** While dialing, providers may still be asked. */
function checkSockets({ port, book: { state }, name }: Generation): void {
  const live = port.live.length;
  const has = ["opening", "connected", "ending", "closing"].includes(state);
  const may = has || state === "dialing";
  const fits = live === 1 ? may : live === 0 && !has;
  hold(fits, "one socket", () => `${name} has ${live} sockets while ${state}`);
}

/** A socket that would not send has a moment to say why. */
function checkBroken(world: World, { port, name, book }: Generation): void {
  const { wire } = port;
  if (wire?.brokenAt === undefined || wire.isOver || wire.isLeaving) return;
  hold(book.state !== "connected", "connected is usable", () => name);
  const most = world.plan.session.closeTimeout + SLACK + world.late;
  hold(world.now - wire.brokenAt <= most, "bounded states", () => `${name} cannot send`);
}

/** Who was removed is gone within `closeTimeout`, whatever the sockets do. */
function checkLeaving(world: World, generation: Generation): void {
  const { isLeaving, isLingering, leavingSince, lingering, book, name } = generation;
  const most = world.plan.session.closeTimeout + SLACK + world.late;
  const since = lingering.until > leavingSince ? book.since : leavingSince;
  const isLate = isLeaving && world.now - (isLingering ? lingering.until : since) > most;
  hold(!isLate, "bounded close", () => `${name} since ${leavingSince}`);
}

function checkGone({ port, waits, sentMessages, name, isConnected }: Generation): void {
  hold(port.live.length === 0, "one socket", () => `${name} is gone and has a socket`);
  hold(waits === 0 && sentMessages.waiting === 0, "waits end", () => `${name} is gone`);
  hold(!isConnected, "told as it is", () => `${name} is gone`);
}

function checkAsking(world: World, generation: Generation, stats: SessionStats): void {
  const { port, book, name, line } = generation;
  const { liveness } = stats;
  if (book.state !== "connected" || (liveness !== "ping" && liveness !== "probe")) return;
  if (line?.dial.faults.sendThrows === true) return;
  if (liveness === "probe" && world.hidden) return;
  const { keepaliveTimeout = 20_000, pingInterval } = world.plan.session;
  const interval = Math.min(pingInterval, keepaliveTimeout / 2);
  const since = Math.max(port.wire?.askedAt ?? 0, book.since, world.seenAt);
  const waited = world.now - since;
  const most = 1.1 * interval + SLACK + world.late;
  hold(waited <= most, "quiet peers are asked", () => `${name} not for ${waited} ms`);
}

function checkSends(world: World, { sentMessages, book, name, line }: Generation): void {
  if (world.watchedClock.yielding > 0) return;
  const { sendBuffer, writeTimeout } = world.plan.session;
  hold(
    sentMessages.waiting <= sendBuffer.sends,
    "bounded sends",
    () => `${sentMessages.waiting} wait`,
  );
  if (book.state !== "connected")
    hold(sentMessages.waiting === 0, "waits end", () => `${name}: sends`);
  // What the network took while nothing ran is seen as progress when it goes on.
  const since = Math.max(sentMessages.oldest, line?.backlog.movedAt ?? 0, world.ranAt);
  const late = world.now - since > writeTimeout + SLACK + world.late + 40;
  hold(writeTimeout === 0 || !late, "bounded sends", () => `${name} waits since ${since}`);
}

/** How much of one session's messages waits, by the rules of its host. */
export interface Level {
  /** Above its high-water mark, whatever others do. */
  readonly isAbove: boolean;
  /** At its low-water mark, whatever others do. */
  readonly isLow: boolean;
}

export function checkPause(world: World, { generation, stats }: Known, level: Level): void {
  const { port, book, name } = generation;
  const { wire } = port;
  if (wire === undefined || wire.isOver || book.state !== "connected") return;
  const { inbox, sockets } = world.plan;
  const isPaused = wire.pausedAt !== undefined;
  const waiting = (): string => `${name}: ${stats.queued} wait`;
  if (level.isLow) hold(!isPaused, "pauses end", waiting);
  const pausedFor = world.now - (wire.pausedAt ?? world.now);
  hold(pausedFor <= inbox.maxPause + SLACK + world.late, "bounded pauses", () => name);
  if (inbox.discard) hold(!isPaused, "what is discarded is counted only", () => `${name} paused`);
  // With another policy, and while nobody has ever read, a pause that lasted too long ends for good.
  if (inbox.overflow !== "disconnect" || !world.unread.hasRead) return;
  if (sockets.pause && wire.hasSpoken && level.isAbove) hold(isPaused, "pauses begin", waiting);
}

/** Nobody waits for what is there, nor for what was taken back. */
export function checkReaders(readers: readonly Reader[], all: readonly Known[]): void {
  if (readers.some(({ waits, isDone }) => waits && !isDone)) checkWakeUp(all);
  const isOpen = readers.some(({ waits, isAborted }) => waits && isAborted);
  hold(!isOpen, "reads are taken back", () => "one waits on");
}

/** Who waits to read has nothing to read, but for what a gate holds. */
function checkWakeUp(all: readonly Known[]): void {
  for (const { generation, stats } of all)
    if (generation.book.state !== "opening")
      hold(stats.queued === 0, "wake-up", () => `${generation.name} has ${stats.queued}`);
}
