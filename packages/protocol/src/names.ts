// The names of channels and processes. Their alphabet is closed, so a name can stand in a subject, a key or a URL as it is.

import { MAX_CHANNEL, MAX_KEY, MAX_PROCESS_ID } from "./limits.ts";

/**
 * The reserved channel that every client has without asking: broadcasts, events and errors travel on it. `$` is outside of the
 * alphabet of names, so nobody can subscribe or publish to it. On the wire its messages name no channel.
 */
export const ALL = "$all";

/** What the channels of processes begin with. */
export const PROCESS = "process:";

const CHANNEL = /* @__PURE__ */ new RegExp(`^[\\w.:-]{1,${MAX_CHANNEL}}$`);
const PROCESS_ID = /* @__PURE__ */ new RegExp(`^[\\w.-]{1,${MAX_PROCESS_ID}}$`);
const KEY = /* @__PURE__ */ new RegExp(`^[\\x21-\\x7e]{1,${MAX_KEY}}$`);

/** One to 128 characters of `A–Z a–z 0–9 _ - .` */
export function isProcessId(id: string): boolean {
  return PROCESS_ID.test(id);
}

/** One to 64 visible characters of ASCII. */
export function isKey(key: string): boolean {
  return KEY.test(key);
}

/**
 * What is wrong with the name of a channel, in the words of the original hub; undefined where nothing is. A name has 1 to 256 characters
 * of `A–Z a–z 0–9 _ - . :`, and what follows `process:` is the id of a process.
 */
export function channelFault(
  channel: string,
): "invalid channel name" | "invalid process ID" | undefined {
  if (!CHANNEL.test(channel)) return "invalid channel name";
  const isProcess = channel.startsWith(PROCESS);
  return isProcess && !isProcessId(channel.slice(PROCESS.length))
    ? "invalid process ID"
    : undefined;
}

/** The channel on which the output of a process travels. */
export function processChannel(id: string): string {
  return PROCESS + id;
}

/** The part before the first colon, by which a hub looks up how to treat a channel; empty where there is none. */
export function namespaceOf(channel: string): string {
  const at = channel.indexOf(":");
  return at < 0 ? "" : channel.slice(0, at);
}
