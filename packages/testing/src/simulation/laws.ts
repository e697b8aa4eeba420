// What has to hold after every step, of all that is registered and of the pool as a whole.

import type { SessionStats } from "@skep/core";
import type { Generation } from "./generation.ts";
import { hold } from "./hold.ts";
import type { Simulation } from "./simulation.ts";
import { SLACK } from "./books/session-book.ts";
import type { World } from "./world.ts";

/** Messages of one turn of a reader. */
const TURN = 8;
/** The least that a peer's share of the inbox is. */
const LEAST_SHARE = 64;
/** What was lost at the end has been told by then. */
const AFTERWARDS = 1_200;
const WEEK = 7 * 24 * 3_600_000;
/** What is due within it is due now. */
const MOMENT = 1e-3;

interface Known {
  readonly generation: Generation;
  readonly stats: SessionStats;
}

export function checkWorld({ world, readers }: Simulation): void {
  const all: Known[] = [];
  for (const generation of world.generations) {
    const stats = generation.stats();
    if (stats !== undefined) all.push({ generation, stats });
  }
  for (const known of all) checkGeneration(world, known);
  for (const { book } of world.hosts) book.check();
  checkPool(world, all);
  checkInbox(world, all);
  checkTimers(world, all);
  if (readers.some(({ waits, isDone }) => waits && !isDone)) checkWakeUp(all);
  const isOpen = readers.some(({ waits, isAborted }) => waits && isAborted);
  hold(!isOpen, "reads are taken back", () => "one waits on");
  const isWarned = world.unreadWarnings > 0 || !world.isLosingUnread;
  hold(isWarned, "unread inboxes end no link", () => "and nobody is told why messages are lost");
}

function checkGeneration(world: World, { generation, stats }: Known): void {
  const { book, letters, name, isConnected, isOver, waits } = generation;
  letters.check(stats, world.now, world.late);
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
  if (book.state === "connected" && world.poolClock.yielding === 0)
    hold(waits === 0, "waits end", () => name);
  checkSockets(generation);
  checkBroken(world, generation);
  book.checkDeadlines(generation.port.wire?.heardAt ?? 0, generation.line?.backlog.movedAt ?? 0);
  checkAsking(world, generation, stats);
  checkSends(world, generation);
  checkPause(world, generation, stats);
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
  const most = world.fate.session.closeTimeout + SLACK + world.late;
  hold(world.now - wire.brokenAt <= most, "bounded states", () => `${name} cannot send`);
}

/** Who was removed is gone within `closeTimeout`, whatever the sockets do. */
function checkLeaving(world: World, generation: Generation): void {
  const { isLeaving, isLingering, leavingSince, lingersUntil, book, name } = generation;
  const most = world.fate.session.closeTimeout + SLACK + world.late;
  const since = lingersUntil > leavingSince ? book.since : leavingSince;
  const isLate = isLeaving && world.now - (isLingering ? lingersUntil : since) > most;
  hold(!isLate, "bounded close", () => `${name} since ${leavingSince}`);
}

function checkGone({ port, waits, mailings, name, isConnected }: Generation): void {
  hold(port.live.length === 0, "one socket", () => `${name} is gone and has a socket`);
  hold(waits === 0 && mailings.waiting === 0, "waits end", () => `${name} is gone`);
  hold(!isConnected, "told as it is", () => `${name} is gone`);
}

function checkAsking(world: World, generation: Generation, stats: SessionStats): void {
  const { port, book, name, line } = generation;
  const { liveness } = stats;
  if (book.state !== "connected" || (liveness !== "ping" && liveness !== "probe")) return;
  if (line?.dial.faults.sendThrows === true) return;
  if (liveness === "probe" && world.hidden) return;
  const { keepaliveTimeout = 20_000, pingInterval } = world.fate.session;
  const interval = Math.min(pingInterval, keepaliveTimeout / 2);
  const since = Math.max(port.wire?.askedAt ?? 0, book.since, world.seenAt);
  const waited = world.now - since;
  const most = 1.1 * interval + SLACK + world.late;
  hold(waited <= most, "quiet peers are asked", () => `${name} not for ${waited} ms`);
}

function checkSends(world: World, { mailings, book, name, line }: Generation): void {
  if (world.poolClock.yielding > 0) return;
  const { sendBuffer, writeTimeout } = world.fate.session;
  hold(mailings.waiting <= sendBuffer.sends, "bounded sends", () => `${mailings.waiting} wait`);
  if (book.state !== "connected") hold(mailings.waiting === 0, "waits end", () => `${name}: sends`);
  // What the network took while nothing ran is seen as progress when it goes on.
  const since = Math.max(mailings.oldest, line?.backlog.movedAt ?? 0, world.ranAt);
  const late = world.now - since > writeTimeout + SLACK + world.late + 40;
  hold(writeTimeout === 0 || !late, "bounded sends", () => `${name} waits since ${since}`);
}

function checkPause(world: World, { port, book, name }: Generation, stats: SessionStats): void {
  const { queued } = stats;
  const { wire } = port;
  if (wire === undefined || wire.isOver || book.state !== "connected") return;
  const { inbox, sockets } = world.fate;
  const isPaused = wire.pausedAt !== undefined;
  if (isLow(world, stats)) hold(!isPaused, "pauses end", () => `${name}: ${queued} wait`);
  const pausedFor = world.now - (wire.pausedAt ?? world.now);
  hold(pausedFor <= inbox.maxPause + SLACK + world.late, "bounded pauses", () => name);
  if (inbox.discard) hold(!isPaused, "what is discarded is counted only", () => `${name} paused`);
  // With another policy, and while nobody has ever read, a pause that lasted too long ends for good.
  if (inbox.overflow !== "disconnect" || !world.hasRead) return;
  const isAbove = wire.hasSpoken && queued > Math.max(LEAST_SHARE, inbox.capacity);
  if (sockets.pause && isAbove) hold(isPaused, "pauses begin", () => `${name}: ${queued} wait`);
}

/** At the low mark, however many are busy. */
function isLow({ fate, generations }: World, { queued, queuedBytes }: SessionStats): boolean {
  const { capacity, limit } = fate.inbox;
  const busy = generations.length;
  const share = Math.min(Math.max(LEAST_SHARE, capacity / busy), limit.messages / (2 * busy));
  const messages = Math.max(1, Math.floor(share));
  return queued * 4 <= messages && queuedBytes * 4 <= limit.bytes / (2 * busy);
}

function checkPool({ pool, registered }: World, all: readonly Known[]): void {
  const { peers, connected, dropped, received } = pool.stats();
  const ids = peers.map(({ id }) => id).join();
  const known = registered.map(({ id }) => id).join();
  hold(ids === known, "figures", () => `${ids}, not ${known}`);
  const sum = { connected: 0, dropped: 0, received: 0, queued: 0 };
  for (const { generation, stats } of all) {
    if (generation.isConnected && stats.state === "connected") sum.connected += 1;
    sum.dropped += stats.dropped;
    sum.received += stats.received;
    sum.queued += stats.queued;
  }
  hold(connected === sum.connected, "figures", () => `${connected} connected`);
  hold(dropped === sum.dropped, "figures", () => `${dropped} dropped, not ${sum.dropped}`);
  hold(received === sum.received, "figures", () => `${received} received, not ${sum.received}`);
  const { size } = pool.inbox;
  hold(size === sum.queued, "figures", () => `${size} wait, not ${sum.queued}`);
}

function checkInbox({ pool, fate, clock, now, isClosing }: World, all: readonly Known[]): void {
  const { size, bytes } = pool.inbox;
  const { limit } = fate.inbox;
  hold(bytes <= limit.bytes, "bounded inbox", () => `${bytes} bytes`);
  // A clamp holds up the timer after which it is judged.
  const isQuiet = (clock.next ?? Infinity) > now + MOMENT && fate.clamp === 0;
  // Nothing comes any more after the end, and what has come is left to its reader.
  const isClosed = isClosing && all.every(({ generation: { isOver } }) => isOver);
  const judged = isQuiet && !isClosed;
  if (judged) hold(size <= limit.messages, "bounded inbox", () => `${size} messages`);
  for (const { generation, stats } of all) {
    const { letters, book, name } = generation;
    if (stats.queued === 0 || book.state === "opening") letters.passedOver = 0;
    const most = TURN * (all.length + 1);
    hold(letters.passedOver <= most, "fair turns", () => `${name}: ${letters.passedOver}`);
  }
}

/** One timer for all; where nobody is left, the one that keeps the process, which is due in weeks. */
function checkTimers(world: World, all: readonly Known[]): void {
  const { poolClock, now } = world;
  hold(poolClock.pending <= 1, "one timer", () => `${poolClock.pending} timers`);
  if (all.some(isConcerned)) {
    world.someoneAt = now;
    return;
  }
  if (now - world.someoneAt < AFTERWARDS || poolClock.pending === 0) return;
  const ms = poolClock.lastAt - now;
  // What is due just now is about to be looked at.
  hold(
    ms > WEEK || ms <= MOMENT,
    "released",
    () => `nobody is there, and something is due in ${ms} ms`,
  );
}

/** A peer that is there, or has left something to read or to tell. */
function isConcerned({ generation: { isOver, letters }, stats }: Known): boolean {
  return !isOver || stats.queued > 0 || letters.isUntold(stats.dropped);
}

/** Who waits to read has nothing to read, but for what a gate holds. */
function checkWakeUp(all: readonly Known[]): void {
  for (const { generation, stats } of all)
    if (generation.book.state !== "opening")
      hold(stats.queued === 0, "wake-up", () => `${generation.name} has ${stats.queued}`);
}
