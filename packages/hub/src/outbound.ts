// What an application sends, checked: each function gives a channel and what goes to it. It asks nobody.

import { ConfigError } from "@skep/core/base";
import {
  ALL,
  channelFault,
  isKey,
  isProcessId,
  jsonOf,
  MAX_FRAME,
  processChannel,
  type PublicationType,
} from "@skep/protocol";
import { type Draft, isTooLarge, isType, TYPES } from "./payload.ts";

/** A message that goes to clients whatever channels they have. The time of it is set by the hub. */
export interface OutboundMessage {
  /** `event`, `error`, `process_output` or `process_status`. */
  readonly type: PublicationType;
  /** The id of the process that it is about: 1 to 128 characters of `A–Z a–z 0–9 _ - .` Default: none. */
  readonly processId?: string | undefined;
  /** Anything that has JSON; `undefined` is `null`. A publication has at most 65,536 bytes in all. */
  readonly data?: unknown;
}

/** A draft and where it goes. */
export interface Outbound {
  readonly channel: string;
  readonly draft: Draft;
}

const CHANNEL_NAME = "the name of a channel (1 to 256 characters of A–Z a–z 0–9 _ - . :)";
const PROCESS_NAME = "the id of a process (1 to 128 characters of A–Z a–z 0–9 _ - .)";

export function checkChannel(channel: string): void {
  if (channelFault(channel) !== undefined) throw new ConfigError("channel", CHANNEL_NAME, channel);
}

export function eventTo(channel: string, data: unknown, key: string | undefined): Outbound {
  checkChannel(channel);
  if (key !== undefined && !isKey(key))
    throw new ConfigError("key", "1 to 64 visible characters", key);
  return checked(channel, { type: "event", key, json: jsonIn(data) });
}

export function processOutput(id: string, line: string): Outbound {
  return ofProcess("process_output", id, line);
}

export function processStatus(id: string, status: string, exitCode: number): Outbound {
  return ofProcess("process_status", id, { status, exitCode });
}

function ofProcess(type: PublicationType, id: string, data: unknown): Outbound {
  checkProcess("id", id);
  return checked(processChannel(id), { type, processId: id, json: jsonIn(data) });
}

/** A message for all clients, or for one. */
export function outboundOf({ type, processId, data }: OutboundMessage): Outbound {
  if (!isType(type)) throw new ConfigError("type", `one of ${TYPES.join()}`, type);
  if (processId !== undefined) checkProcess("processId", processId);
  return checked(ALL, { type, processId, json: jsonIn(data) });
}

export function checkProcess(option: string, id: string): void {
  if (!isProcessId(id)) throw new ConfigError(option, PROCESS_NAME, id);
}

/** The JSON of data; a big integer, a circle and what throws in `toJSON` have none. */
function jsonIn(data: unknown): string {
  try {
    return jsonOf(data);
  } catch (error) {
    throw new ConfigError("data", "JSON", typeof data, error);
  }
}

function checked(channel: string, draft: Draft): Outbound {
  if (isTooLarge(channel, draft))
    throw new ConfigError(
      "data",
      `such that a publication has at most ${MAX_FRAME} bytes`,
      `${draft.json.length} characters of JSON`,
    );
  return { channel, draft };
}
