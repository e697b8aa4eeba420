// What a pool or a connection tells, as far as both are judged alike: events of a session, warnings, errors, secrets, the log.

import type { Logger, PoolEvent } from "@skep/core";
import { lineOf } from "./event-reader.ts";
import type { Generation } from "./generation.ts";
import { hold } from "./hold.ts";
import type { Simulation } from "./simulation.ts";
import type { World } from "./world.ts";

/** What a listener of a simulated user throws. */
const LISTENER = "The listener threw.";

/** Notes an event, whatever it tells, and that it tells no secret. */
export function noteEvent({ world, told }: Simulation, event: Event): PoolEvent {
  const record = event as unknown as PoolEvent;
  told.push(lineOf(record));
  world.reached.add(`event ${record.type}`);
  world.note(`${lineOf(record)} ${"retryIn" in record ? record.retryIn : ""}`);
  keepSecret(world, JSON.stringify(event, secretsOut));
  return record;
}

/** The peer is a handle and no fact; what the application's own code threw may say what it likes. */
function secretsOut(key: string, value: unknown): unknown {
  return key === "peer" ? undefined : value;
}

export function keepSecret(world: World, text: string): void {
  hold(!text.includes(world.canary), "secrets", () => text);
}

/** An event of one session, held against what is known of it. */
export function hearSession(
  world: World,
  generation: Generation,
  record: Exclude<PoolEvent, { type: "warning" | "error" }>,
): void {
  const { announcements } = generation;
  switch (record.type) {
    case "connected":
      return announcements.connected(record);
    case "disconnected":
      world.reached.add(`disconnected ${record.cause.kind}`);
      return announcements.disconnected(record);
    case "dialfailed":
      world.reached.add(`dialfailed ${record.cause.phase} ${record.cause.kind}`);
      return announcements.dialFailed(record);
    case "retired":
      return announcements.retired(record);
    case "overflow":
      world.reached.add(`lost ${record.why} ${record.policy}`);
      if (record.why === "overflow" && world.isUnread) world.unread.losing();
      // What it loses at its end is told when it has left its origin, and before anybody is told that it is over.
      if (generation.book.state === "stopped") generation.host.book.leave(generation);
      return announcements.lost(record);
  }
}

/** The one warning that there is says, with this hint, what to do about messages that nobody reads. */
export function hearWarning(world: World, message: string, hint: string): void {
  hold(world.isUnread && message.includes(hint), "no warnings", () => message);
  world.reached.add("unread");
  world.unread.warned();
}

export function hearError(error: unknown): void {
  hold(String(error).includes(LISTENER), "no faults", () => String(error));
}

/** The log of a user, who may throw in it. */
export function loggerOf(world: World): Logger {
  const log = (message: string, context?: object): void => {
    world.guard(() => keepSecret(world, message + JSON.stringify(context)));
    throwSometimes(world);
  };
  return { debug: log, info: log, warn: log, error: log };
}

export function throwSometimes(world: World): void {
  if (world.strikes("listener throws")) throw new Error(LISTENER);
}
