// What has to hold of connections after every step: of each of them, of its queue and of its readers.

import type { ConnectionSimulation } from "./connection-simulation.ts";
import { hold } from "./hold.ts";
import { allKnown, checkGeneration, checkPause, checkReaders, type Known } from "./session-laws.ts";

/** What is due within it is due now. */
/** Deadlines of one millisecond share one timer: the grace of an inbox may be over with the last of them. */
const SHARED = 1;

export function checkConnections(simulation: ConnectionSimulation): void {
  const { world, readers, generation } = simulation;
  const all = allKnown(world);
  for (const known of all) checkGeneration(world, known);
  for (const { book } of world.hosts) book.check();
  for (const known of all) if (known.generation === generation) checkLatest(simulation, known);
  checkReaders(readers, all);
  world.unread.check();
}

/** Those before it are over, and were read to the end. */
function checkLatest(simulation: ConnectionSimulation, known: Known): void {
  const { world, generation } = simulation;
  const { isOver, book, name } = generation;
  hold(book.state !== "queued", "dials at once", () => name);
  checkQueue(simulation, known);
  if (!isOver) checkPause(world, known, simulation.queueBook.level(known.stats));
  else checkEnd(simulation, known);
  const { pending } = world.watchedClock;
  hold(pending <= 1, "one timer", () => `${pending} timers`);
}

function checkQueue({ world, queueBook }: ConnectionSimulation, known: Known): void {
  const { generation, stats } = known;
  const { book, deliveries, port } = generation;
  const { clock, plan, now, unread } = world;
  // A clamp holds up the timer after which it is judged, and after the end nothing comes any more.
  const isQuiet = (clock.next ?? Infinity) > now + SHARED && plan.clamp === 0;
  queueBook.checkBounds(stats, isQuiet && book.state !== "stopped");
  const wire = book.state === "connected" ? port.wire : undefined;
  queueBook.checkLosses({ stats, deliveries, wire, hasRead: unread.hasRead });
}

/** Nothing is left of one that is over but what waits to be read. */
function checkEnd({ world, readers }: ConnectionSimulation, { stats }: Known): void {
  const { watchedClock, listening } = world;
  const { pending, yielding } = watchedClock;
  hold(pending === 0, "released", () => `${pending} timers`);
  hold(listening === 0, "released", () => `${listening} listeners of signals`);
  const waits = readers.some(({ waits, isDone }) => waits && !isDone);
  hold(!waits || yielding > 0 || stats.queued > 0, "ends are told", () => "a reader waits");
}
