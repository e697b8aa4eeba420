// What a session tells and what it reads, in one order: what was received is handed over before the end of its link is told.

import { type Clock, nextMacrotask } from "@skep/core/base";
import type { Session, SessionEventMap } from "skep/connection";
import type { Frames } from "./session.ts";

/** How a link was opened. */
export type BeginEvent = SessionEventMap["connected"];

/** How a link or a dial has ended. */
export type EndEvent = SessionEventMap["disconnected" | "dialfailed"];

/** Is told of a session. */
export interface SessionListener {
  connected(begin: BeginEvent): void;
  disconnected(end: EndEvent): void;
  dialFailed(end: EndEvent): void;
  /** Text. Binary frames are reserved: they are empty text here. */
  received(frame: string): void;
}

/** Resolves when the session is over and everything was read: with the cause where it was given up, else with undefined. */
export async function readSession(
  session: Session,
  frames: Frames,
  clock: Clock,
  listener: SessionListener,
): Promise<unknown> {
  let cause: unknown;
  const later = (act: () => void): void => nextMacrotask(clock, act);
  session.addEventListener("connected", (begin) => later(() => listener.connected(begin)));
  session.addEventListener("disconnected", (end) => later(() => listener.disconnected(end)));
  session.addEventListener("dialfailed", (end) => later(() => listener.dialFailed(end)));
  session.addEventListener("retired", (retired) => {
    ({ cause } = retired);
  });
  try {
    for await (const batch of frames)
      for (const data of batch) listener.received(typeof data === "string" ? data : "");
  } catch (error) {
    // The session was given up, and is over; or this is a fault of whoever listens, and the session ends because of it.
    cause ??= error;
    void session.close();
  }
  await new Promise<void>(later);
  return cause;
}
