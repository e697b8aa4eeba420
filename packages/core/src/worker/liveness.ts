// How the silence of a link is judged: what the options ask for, as far as its socket can.

import type { SessionOptions } from "../options/options.ts";
import type { Socket } from "../transport.ts";
import type { LivenessMode } from "../connection-stats.ts";

/** A quiet peer need not be dead: without a way to ask it, silence counts only when a timeout was set. */
export function livenessOf(options: SessionOptions, socket: Socket): LivenessMode {
  const { keepaliveTimeout, pingInterval, probe } = options;
  if (keepaliveTimeout === 0) return "none";
  if (pingInterval > 0 && socket.ping !== undefined) return "ping";
  if (pingInterval > 0 && probe !== undefined) return "probe";
  return keepaliveTimeout === undefined ? "none" : "passive";
}

/** Whether the application says that this message answers its probe; what it throws is told. */
export function isAnswer(
  data: string | Uint8Array,
  { probe }: SessionOptions,
  told: { error(error: unknown): void },
): boolean {
  try {
    return probe?.isAnswer?.(data) === true;
  } catch (error) {
    told.error(error);
    return false;
  }
}
