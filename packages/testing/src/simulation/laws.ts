// What has to hold after every step, of all that is registered and of the pool as a whole.

import type { Generation } from "./generation.ts";
import { hold } from "./hold.ts";
import type { Simulation } from "./simulation.ts";
import { SLACK } from "./session-book.ts";
import type { World } from "./world.ts";

/** Messages of one turn of a reader. */
const TURN = 8;
/** The least that a peer's share of the inbox is. */
const LEAST_SHARE = 64;

export function checkWorld({ world, readers }: Simulation): void {
  for (const generation of world.generations) checkGeneration(world, generation);
  checkPool(world);
  checkInbox(world);
  checkTimers(world);
  if (readers.some(({ waits, isDone }) => waits && !isDone)) checkWakeUp(world);
}

function checkGeneration(world: World, generation: Generation): void {
  const { peer, book, port, letters, name } = generation;
  if (peer === undefined) return;
  const stats = peer.stats();
  letters.check(stats, world.now, world.late);
  if (generation.isOver) return checkGone(generation);
  hold(stats.state === book.state, "edges", () => `${name} is ${stats.state}, not ${book.state}`);
  const told = book.state === "connected";
  hold(generation.isConnected === told, "told as it is", () => `${name} is ${book.state}`);
  const live = port.live.length;
  const few = { idle: 0, queued: 0, waiting: 0, stopped: 0, dialing: live === 0 ? 0 : 1 };
  const expected = book.state in few ? few[book.state as keyof typeof few] : 1;
  hold(live === expected, "one socket", () => `${name} has ${live} sockets while ${book.state}`);
  book.checkDeadlines(port.wire?.heardAt ?? 0);
  checkSends(world, generation);
  checkPause(world, generation);
  if (generation.isConnected) hold(generation.waits === 0, "waits end", () => name);
}

function checkGone({ port, waits, mailings, name, isConnected }: Generation): void {
  hold(port.live.length === 0, "one socket", () => `${name} is gone and has a socket`);
  hold(waits === 0 && mailings.waiting === 0, "waits end", () => `${name} is gone`);
  hold(!isConnected, "told as it is", () => `${name} is gone`);
}

function checkSends(world: World, { mailings, book, name, line }: Generation): void {
  const { sendBuffer, writeTimeout } = world.fate.session;
  hold(mailings.waiting <= sendBuffer.sends, "bounded sends", () => `${mailings.waiting} wait`);
  if (book.state !== "connected") hold(mailings.waiting === 0, "waits end", () => `${name}: sends`);
  const since = Math.max(mailings.oldest, generationDrainedAt(line));
  const late = world.now - since > writeTimeout + SLACK + world.late + 40;
  hold(writeTimeout === 0 || !late, "bounded sends", () => `${name} waits since ${since}`);
}

const generationDrainedAt = (line: Generation["line"]): number => line?.drainedAt ?? 0;

function checkPause(world: World, { port, book, peer, name }: Generation): void {
  const wire = port.wire;
  if (wire === undefined || wire.isOver || book.state !== "connected") return;
  const queued = peer?.stats().queued ?? 0;
  const { inbox, sockets } = world.fate;
  const isPaused = wire.pausedAt !== undefined;
  if (queued === 0) hold(!isPaused, "pauses end", () => name);
  const isOverdue = inbox.overflow !== "disconnect";
  if (sockets.pause && wire.hasSpoken && !isOverdue && queued > Math.max(LEAST_SHARE, inbox.capacity))
    hold(isPaused, "pauses begin", () => `${name} has ${queued} waiting`);
  if (isPaused && inbox.overflow === "disconnect")
    hold(
      world.now - (wire.pausedAt ?? 0) <= inbox.maxPause + SLACK + world.late,
      "bounded pauses",
      () => name,
    );
}

function checkPool(world: World): void {
  const { pool, registered, generations } = world;
  const { peers, connected, dropped, received } = pool.stats();
  hold(
    peers.map(({ id }) => id).join() === registered.map(({ id }) => id).join(),
    "figures",
    () => `${peers.map(({ id }) => id).join()}, not ${registered.map(({ id }) => id).join()}`,
  );
  const all = generations.filter(({ isConnected }) => isConnected).length;
  hold(connected === all, "figures", () => `${connected} connected, not ${all}`);
  const stats = generations.flatMap(({ peer }) => (peer === undefined ? [] : [peer.stats()]));
  const lost = stats.reduce((sum, each) => sum + each.dropped, 0);
  hold(dropped === lost, "figures", () => `${dropped} dropped, not ${lost}`);
  const came = stats.reduce((sum, each) => sum + each.received, 0);
  hold(received === came, "figures", () => `${received} received, not ${came}`);
  const queued = stats.reduce((sum, each) => sum + each.queued, 0);
  hold(pool.inbox.size === queued, "figures", () => `${pool.inbox.size} wait, not ${queued}`);
}

function checkInbox({ pool, fate, generations, clock, now }: World): void {
  const { size, bytes } = pool.inbox;
  const { limit } = fate.inbox;
  hold(bytes <= limit.bytes, "bounded inbox", () => `${bytes} bytes`);
  const judged = (clock.next ?? Infinity) > now + 1e-3;
  if (judged) hold(size <= limit.messages, "bounded inbox", () => `${size} messages`);
  for (const { letters, name, peer, book } of generations) {
    const visible = (peer?.stats().queued ?? 0) > 0 && book.state !== "opening";
    if (!visible) letters.passedOver = 0;
    const most = TURN * (generations.length + 1);
    hold(
      letters.passedOver <= most,
      "fair turns",
      () => `${name}: ${letters.passedOver} of others`,
    );
  }
}

/** One timer for all, and none when nobody is there. */
function checkTimers({ poolClock }: World): void {
  hold(poolClock.pending <= 1, "one timer", () => `${poolClock.pending} timers`);
}

/** Who waits to read has nothing to read. */
function checkWakeUp({ generations }: World): void {
  for (const { peer, book, name } of generations)
    if (book.state !== "opening")
      hold(
        (peer?.stats().queued ?? 0) === 0,
        "wake-up",
        () => `${name} has messages, and a reader waits`,
      );
}
