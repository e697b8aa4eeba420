// From messages to text, in the field order of the original: type, channel, processId, data, timestamp; what v1 adds comes behind them.

import type { ClientMessage, HubMessage, Publication, Publish, TimeFormat } from "./messages.ts";
import { ALL } from "./names.ts";
import type { Position } from "./position.ts";

/** The form of what a hub sends: of v0, or of v1 with one of its formats of time. */
export type WireFormat = "v0" | TimeFormat;

/** A publication whose data is JSON already: it is written once, kept and sent many times. */
export interface StoredPublication extends Omit<Publication, "data"> {
  readonly json: string;
}

/** A publish whose data is JSON already, so that it is the same each time that it is sent. */
export interface StoredPublish extends Omit<Publish, "data" | "type"> {
  readonly json: string;
}

type Json = Record<string, unknown>;

/** The text of a message of a client. Throws what `JSON.stringify` throws where data cannot be written. */
export function encodeFromClient(message: ClientMessage): string {
  return message.type === "publish"
    ? encodePublish({ ...message, json: jsonOf(message.data) })
    : JSON.stringify(fieldsFromClient(message));
}

/** The text of a `publish`. */
export function encodePublish({ channel, json, id, key }: StoredPublish): string {
  const tail = key === undefined ? "" : `,"k":${JSON.stringify(key)}`;
  return `{"type":"publish","channel":${JSON.stringify(channel)},"data":${json},"id":${id}${tail}}`;
}

/** The text of a message of a hub. Data that cannot be written throws what `JSON.stringify` throws. */
export function encodeFromHub(message: HubMessage, format: WireFormat = "iso"): string {
  switch (message.type) {
    case "event":
    case "process_output":
    case "process_status":
      return encodeWhole(message, format);
    case "error":
      return "code" in message
        ? JSON.stringify(fieldsFromHub(message, format))
        : encodeWhole(message, format);
    default:
      return JSON.stringify(fieldsFromHub(message, format));
  }
}

function encodeWhole({ data, ...rest }: Publication, format: WireFormat): string {
  return encodePublication({ ...rest, json: jsonOf(data) }, format);
}

/** The JSON of data. `undefined`, functions and symbols have none and are written as `null`, as inside of an array. */
export function jsonOf(data: unknown): string {
  return JSON.stringify(data) ?? "null";
}

/** The text of a publication. Data that is `null` is left out, as in the original. */
export function encodePublication(stored: StoredPublication, format: WireFormat): string {
  const { type, channel, processId, json, timestamp } = stored;
  let text = `{"type":"${type}"`;
  if (channel !== ALL) text += `,"channel":${JSON.stringify(channel)}`;
  if (processId !== undefined) text += `,"processId":${JSON.stringify(processId)}`;
  if (json !== "null") text += `,"data":${json}`;
  if (timestamp !== undefined) text += `,"timestamp":${JSON.stringify(timeOf(timestamp, format))}`;
  return `${text}${format === "v0" ? "" : positionText(stored)}}`;
}

function positionText({ offset, previous, key, re }: StoredPublication): string {
  let text = "";
  if (re !== undefined) text += `,"re":${re}`;
  if (offset !== undefined) text += `,"o":${offset}`;
  if (offset !== undefined && previous !== undefined && previous !== offset - 1)
    text += `,"p":${previous}`;
  if (key !== undefined) text += `,"k":${JSON.stringify(key)}`;
  return text;
}

function timeOf(timestamp: number, format: WireFormat): number | string {
  return format === "ms" ? timestamp : new Date(timestamp).toISOString();
}

// --- the rest: fields that are undefined are left out by JSON.stringify ---

function fieldsFromClient(message: Exclude<ClientMessage, Publish>): Json {
  switch (message.type) {
    case "hello": {
      const { type, id, versions, token, time, since } = message;
      const v = versions.length === 1 ? versions[0] : versions;
      return { type, id, v, token, ts: time, since: sinceFields(since) };
    }
    case "subscribe": {
      const { type, channel, id, since, last } = message;
      return {
        type,
        channel: channel === ALL ? undefined : channel,
        id,
        since: sinceFields(since),
        last,
      };
    }
    default:
      return { ...message };
  }
}

function fieldsFromHub(message: Exclude<HubMessage, Publication>, format: WireFormat): Json {
  switch (message.type) {
    case "welcome": {
      const { type, re, version, position, ...rest } = message;
      return { type, re, v: version, ...rest, ...positionFields(position) };
    }
    case "ack": {
      const { type, re, position, duplicate, ...rest } = message;
      return { type, re, ...positionFields(position), ...rest, dup: duplicate };
    }
    case "subscribed": {
      const { type, channel, position } = message;
      return { type, channel, ...positionFields(position) };
    }
    case "error": {
      const { type, channel, text, re, code, after, timestamp } = message;
      const told = {
        data: text,
        timestamp: timestamp === undefined ? undefined : timeOf(timestamp, format),
      };
      // An answer of v0 is the text alone.
      return format === "v0" ? { type, ...told } : { type, channel, ...told, re, code, after };
    }
    case "gap": {
      const { type, channel, reason, position } = message;
      return {
        type,
        channel: channel === ALL ? undefined : channel,
        reason,
        ...positionFields(position),
      };
    }
    case "pong": {
      const { type, timestamp, re } = message;
      const time = timestamp === undefined ? undefined : timeOf(timestamp, format);
      return { type, timestamp: time, re: format === "v0" ? undefined : re };
    }
    default:
      return { ...message };
  }
}

function sinceFields(position: Position | undefined): Json | undefined {
  return position === undefined ? undefined : positionFields(position);
}

function positionFields(position: Position | undefined): Json {
  return position === undefined ? {} : { e: position.epoch, o: position.offset, t: position.time };
}
