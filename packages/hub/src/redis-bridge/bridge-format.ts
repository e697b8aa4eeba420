// The messages of the original's bridge over Redis: `{ sourceId, message }`, on a channel of Redis for each channel of the hub. Pure.

import { Buffer } from "node:buffer";
import {
  ALL,
  channelFault,
  decodeFromHub,
  encodePublication,
  isProcessId,
  jsonOf,
} from "@skep/protocol";
import type { PublishRequest } from "../engine/engine.ts";
import { draftOf, isTooLarge, isType, payloadOf } from "../payload.ts";

/** The original drops what is longer, in bytes, without a word. A hub publishes nothing that does not fit. */
const LONGEST = 65_536;

/** A message of a channel, as an engine keeps it. */
export interface BridgeMessage {
  readonly payload: string;
  /** Milliseconds since the epoch of Unix. */
  readonly time: number;
}

/** The name in Redis. */
export function nameOf(prefix: string, channel: string): string {
  return channel === ALL ? `${prefix}:broadcast` : `${prefix}:channel:${channel}`;
}

/** The channel of a name in Redis; undefined for one of somebody else. */
export function channelOf(prefix: string, name: string): string | undefined {
  if (name === `${prefix}:broadcast`) return ALL;
  const start = `${prefix}:channel:`;
  const channel = name.startsWith(start) ? name.slice(start.length) : "";
  return channelFault(channel) === undefined ? channel : undefined;
}

/** What is sent. Throws for a payload that no hub has written. */
export function envelopeOf(sourceId: string, request: PublishRequest): string {
  const { channel, payload, time: timestamp } = request;
  const draft = draftOf(payload);
  if (draft === undefined) throw new TypeError("The payload is none of a hub.");
  const message = encodePublication({ ...draft, channel, timestamp }, "v0");
  return `{"sourceId":${JSON.stringify(sourceId)},"message":${message}}`;
}

/** What has come, or in words why it is dropped. One without a time has come now. */
export function messageOf(channel: string, text: string, now: number): BridgeMessage | string {
  if (text === "") return "it is empty";
  if (Buffer.byteLength(text) > LONGEST) return `it has more than ${LONGEST} bytes`;
  const message = messageIn(text);
  if (message === undefined) return "it is no envelope of the bridge";
  const [publication] = decodeFromHub(JSON.stringify(message));
  if (publication === undefined || !isType(publication.type) || !("data" in publication))
    return "its message is none of a hub";
  const { data, processId, timestamp, type } = publication;
  if (processId !== undefined && !isProcessId(processId)) return "the id of its process is none";
  const draft = { type, processId, json: jsonOf(data) };
  // Numbers may be longer when they are written again.
  if (isTooLarge(channel, draft)) return "it fits into no frame";
  return { payload: payloadOf(draft), time: timestamp ?? now };
}

function messageIn(text: string): unknown {
  try {
    const envelope = JSON.parse(text) as { sourceId?: unknown; message?: unknown } | null;
    return typeof envelope?.sourceId === "string" ? (envelope.message ?? undefined) : undefined;
  } catch {
    return undefined;
  }
}
