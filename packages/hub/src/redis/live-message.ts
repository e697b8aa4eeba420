// A message as it is told on a sharded channel: epoch, offset, time and payload, parted by blanks. The script for publishes writes it.

import type { EngineMessage } from "../engine/engine.ts";
import { timeFrom } from "./reply.ts";

const FORM = /^([\w-]{1,32}) ([1-9]\d{0,15}) (\d+) /;

/** Undefined for what no engine has written: whoever reaches the broker can tell anything there. */
export function readLive(channel: string, text: string): EngineMessage | undefined {
  const match = FORM.exec(text);
  if (match === null) return undefined;
  const [head, epoch = "", count, written = ""] = match;
  const [offset, time] = [Number(count), timeFrom(written)];
  if (!Number.isSafeInteger(offset) || time === undefined) return undefined;
  // Offsets are dense.
  return { channel, epoch, offset, previous: offset - 1, time, payload: text.slice(head.length) };
}
