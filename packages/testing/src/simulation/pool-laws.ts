// What has to hold of a pool after every step: of each peer, and of all of them together.

import type { SessionStats } from "@skep/core";
import { hold } from "./hold.ts";
import type { PoolSimulation } from "./pool-simulation.ts";
import { allKnown, checkGeneration, checkPause, checkReaders, type Known } from "./session-laws.ts";
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
/** Deadlines of one millisecond share one timer: the grace of an inbox may be over with the last of them. */
const SHARED = 1;

export function checkPoolWorld(simulation: PoolSimulation): void {
  const { world, readers } = simulation;
  const all = allKnown(world);
  for (const known of all) checkPeer(world, known);
  for (const { book } of world.hosts) book.check();
  checkFigures(simulation, all);
  checkInbox(simulation, all);
  checkTimers(simulation, all);
  checkReaders(readers, all);
  world.unread.check();
}

function checkPeer(world: World, known: Known): void {
  checkGeneration(world, known);
  if (known.generation.isOver) return;
  const isAbove = known.stats.queued > Math.max(LEAST_SHARE, world.plan.inbox.capacity);
  checkPause(world, known, { isAbove, isLow: isLow(world, known.stats) });
}

/** At the low mark, however many are busy. */
function isLow({ plan, generations }: World, { queued, queuedBytes }: SessionStats): boolean {
  const { capacity, limit } = plan.inbox;
  const busy = generations.length;
  const share = Math.min(Math.max(LEAST_SHARE, capacity / busy), limit.messages / (2 * busy));
  const messages = Math.max(1, Math.floor(share));
  return queued * 4 <= messages && queuedBytes * 4 <= limit.bytes / (2 * busy);
}

function checkFigures({ pool, world }: PoolSimulation, all: readonly Known[]): void {
  const { registered } = world;
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

function checkInbox({ pool, world }: PoolSimulation, all: readonly Known[]): void {
  const { plan, clock, now, isClosing } = world;
  const { size, bytes } = pool.inbox;
  const { limit } = plan.inbox;
  hold(bytes <= limit.bytes, "bounded inbox", () => `${bytes} bytes`);
  // A clamp holds up the timer after which it is judged.
  const isQuiet = (clock.next ?? Infinity) > now + SHARED && plan.clamp === 0;
  // Nothing comes any more after the end, and what has come is left to its reader.
  const isClosed = isClosing && all.every(({ generation: { isOver } }) => isOver);
  const judged = isQuiet && !isClosed;
  if (judged) hold(size <= limit.messages, "bounded inbox", () => `${size} messages`);
  for (const { generation, stats } of all) {
    const { deliveries, book, name } = generation;
    if (stats.queued === 0 || book.state === "opening") deliveries.passedOver = 0;
    const most = TURN * (all.length + 1);
    hold(deliveries.passedOver <= most, "fair turns", () => `${name}: ${deliveries.passedOver}`);
  }
}

/** One timer for all; where nobody is left, the one that keeps the process, which is due in weeks. */
function checkTimers(simulation: PoolSimulation, all: readonly Known[]): void {
  const { watchedClock, now } = simulation.world;
  hold(watchedClock.pending <= 1, "one timer", () => `${watchedClock.pending} timers`);
  if (all.some(isConcerned)) {
    simulation.someoneAt = now;
    return;
  }
  if (now - simulation.someoneAt < AFTERWARDS || watchedClock.pending === 0) return;
  const ms = watchedClock.lastAt - now;
  // What is due just now is about to be looked at.
  hold(
    ms > WEEK || ms <= MOMENT,
    "released",
    () => `nobody is there, and something is due in ${ms} ms`,
  );
}

/** A peer that is there, or has left something to read or to tell. */
function isConcerned({ generation: { isOver, deliveries }, stats }: Known): boolean {
  return !isOver || stats.queued > 0 || deliveries.isUntold(stats.dropped);
}
