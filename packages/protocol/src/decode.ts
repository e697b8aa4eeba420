// From text to messages. What comes from the network is hostile: this file never throws, and reads own properties alone.

import type { BadFrame, FromClient, FromHub, UnknownMessage } from "./decoded.ts";
import { isErrorCode } from "./error-codes.ts";
import {
  count,
  countMaybe,
  type Fields,
  FieldFault,
  fieldsOf,
  flagMaybe,
  isCount,
  missing,
  ownPosition,
  positionMaybe,
  reasonMaybe,
  text,
  textMaybe,
  valueOf,
} from "./fields.ts";
import { MAX_DEPTH } from "./limits.ts";
import type { Ack, ClientMessage, GoAway, HubMessage, Welcome } from "./messages.ts";
import { ALL } from "./names.ts";
import { publication } from "./publication-reader.ts";
import { timeOf } from "./timestamp.ts";

type Reader<T> = (fields: Fields) => T;
type Readers<T> = { readonly [name: string]: Reader<T> };

/**
 * The messages of one text frame of a client, in order. It ends with the first piece that cannot be read, so that one frame has one
 * answer to nonsense. A frame that is one document with line breaks in it is one message, as for the original hub.
 */
export function decodeFromClient(frame: string): FromClient[] {
  const messages: FromClient[] = [];
  for (const piece of piecesOf(frame)) {
    const message = decodePiece(piece, FROM_CLIENT);
    messages.push(message);
    if (message.type === "bad_frame") break;
  }
  // The first line of a document that has more of them is none by itself.
  return messages[0]?.type === "bad_frame" && hasLines(frame) && isJson(frame)
    ? [decodePiece(frame, FROM_CLIENT)]
    : messages;
}

/** The messages of one text frame of a hub, in order; a piece that cannot be read loses no other. */
export function decodeFromHub(frame: string): FromHub[] {
  return piecesOf(frame).map((piece) => decodePiece(piece, FROM_HUB));
}

/** Blank lines are no messages. */
function piecesOf(frame: string): readonly string[] {
  const pieces = hasLines(frame) ? frame.split("\n") : [frame];
  return pieces.every(isText) ? pieces : pieces.filter(isText);
}

const isText = (piece: string): boolean => /\S/.test(piece);

const hasLines = (frame: string): boolean => frame.includes("\n");

function isJson(frame: string): boolean {
  try {
    JSON.parse(frame);
    return true;
  } catch {
    return false;
  }
}

function decodePiece<T>(piece: string, readers: Readers<T>): T | BadFrame | UnknownMessage {
  let fields: Fields | undefined;
  try {
    fields = fieldsOf(parse(piece), "a message");
    const type = text(fields, "type");
    // `Object.hasOwn`, as a type may be named `constructor`.
    if (!Object.hasOwn(readers, type)) return { type: "unknown", ...idOf(fields, "id") };
    return (readers[type] as Reader<T>)(fields);
  } catch (error) {
    // Anything else is a stack that overflowed in an engine whose parser is recursive.
    const fault = error instanceof FieldFault ? error.text : "the message cannot be read";
    return { type: "bad_frame", text: fault, ...idOf(fields, "id"), ...idOf(fields, "re") };
  }
}

function parse(piece: string): unknown {
  try {
    return JSON.parse(piece);
  } catch {
    throw new FieldFault("the message is not JSON");
  }
}

function idOf<N extends "id" | "re">(fields: Fields | undefined, name: N): { [K in N]?: number } {
  const id = fields === undefined ? undefined : valueOf(fields, name);
  return isCount(id) ? ({ [name]: id } as { [K in N]?: number }) : {};
}

// --- from client to hub ---

const FROM_CLIENT: Readers<ClientMessage> = {
  hello: (fields) => ({
    type: "hello",
    id: count(fields, "id"),
    versions: versionsOf(fields),
    token: textMaybe(fields, "token"),
    time: textMaybe(fields, "ts") === "ms" ? "ms" : "iso",
    since: positionMaybe(fields, "since"),
  }),
  subscribe: (fields) => ({
    type: "subscribe",
    channel: subscribedTo(fields),
    id: countMaybe(fields, "id"),
    since: positionMaybe(fields, "since"),
    last: countMaybe(fields, "last"),
  }),
  unsubscribe: (fields) => ({
    type: "unsubscribe",
    channel: targetOf(fields),
    id: countMaybe(fields, "id"),
  }),
  publish: (fields) => ({
    type: "publish",
    id: count(fields, "id"),
    channel: text(fields, "channel"),
    data: shallow(valueOf(fields, "data")),
    key: textMaybe(fields, "k"),
  }),
  history: (fields) => ({
    type: "history",
    id: count(fields, "id"),
    channel: text(fields, "channel"),
    last: countMaybe(fields, "last"),
  }),
  auth: (fields) => ({ type: "auth", id: count(fields, "id"), token: text(fields, "token") }),
  ping: (fields) => ({ type: "ping", id: countMaybe(fields, "id") }),
  pong: (fields) => ({ type: "pong", re: countMaybe(fields, "re") }),
};

function versionsOf(fields: Fields): readonly number[] {
  const value = valueOf(fields, "v");
  const versions = Array.isArray(value) ? value : [value];
  if (versions.every((version) => Number.isSafeInteger(version))) return versions as number[];
  throw new FieldFault("v must be a version, or a list of versions");
}

/** v0 names the channel of a subscription in `channel`, or else in `data`. */
function targetOf(fields: Fields): string {
  // Empty text is none, in both places.
  return textMaybe(fields, "channel") || textMaybe(fields, "data") || missing("channel");
}

/** A request of v1 that names no channel is about that of broadcasts, as a publication without one is. */
function subscribedTo(fields: Fields): string {
  const isBroadcast = countMaybe(fields, "id") !== undefined && !valueOf(fields, "data");
  return isBroadcast ? textMaybe(fields, "channel") || ALL : targetOf(fields);
}

/** Data that every engine can write again. `undefined` becomes `null`, as JSON has no other word for it. */
function shallow(data: unknown): unknown {
  if (isDeeper(data, MAX_DEPTH)) throw new FieldFault(`data is nested more than ${MAX_DEPTH} deep`);
  return data ?? null;
}

function isDeeper(value: unknown, levels: number): boolean {
  if (typeof value !== "object" || value === null) return false;
  return levels === 0 || Object.values(value).some((part) => isDeeper(part, levels - 1));
}

// --- from hub to client ---

const FROM_HUB: Readers<HubMessage> = {
  welcome: (fields): Welcome => {
    const limits = fieldsOf(valueOf(fields, "limits") ?? {}, "limits");
    return {
      type: "welcome",
      re: count(fields, "re"),
      version: count(fields, "v"),
      session: textMaybe(fields, "session") ?? "",
      heartbeat: countMaybe(fields, "heartbeat"),
      limits: {
        message: countMaybe(limits, "message"),
        subscriptions: countMaybe(limits, "subscriptions"),
        keys: countMaybe(limits, "keys"),
      },
      expires: countMaybe(fields, "expires"),
      position: ownPosition(fields),
      recovered: flagMaybe(fields, "recovered"),
      reason: reasonMaybe(fields),
      replay: countMaybe(fields, "replay"),
      degraded: flagMaybe(fields, "degraded"),
      delivery: textMaybe(fields, "delivery"),
    };
  },
  ack: (fields): Ack => ({
    type: "ack",
    re: count(fields, "re"),
    position: ownPosition(fields),
    recovered: flagMaybe(fields, "recovered"),
    reason: reasonMaybe(fields),
    replay: countMaybe(fields, "replay"),
    duplicate: flagMaybe(fields, "dup"),
    expires: countMaybe(fields, "expires"),
    subscribers: countMaybe(fields, "subscribers"),
  }),
  subscribed: (fields) => ({
    type: "subscribed",
    channel: text(fields, "channel"),
    position: ownPosition(fields),
  }),
  error: (fields) => {
    const broadcast = publication("error", fields);
    const code = textMaybe(fields, "code") ?? "";
    const after = countMaybe(fields, "after");
    const { re, timestamp } = broadcast;
    // Without a code it is a broadcast, or an answer of v0, which look the same; with `re` it answers a request.
    if (code === "" && re === undefined) return broadcast;
    return {
      type: "error",
      re,
      timestamp,
      // A code of a later version has the verdict of `internal`.
      code: isErrorCode(code) ? code : "internal",
      text: textMaybe(fields, "data") ?? (code || "internal"),
      after,
      channel: textMaybe(fields, "channel"),
    };
  },
  event: (fields) => publication("event", fields),
  process_output: (fields) => publication("process_output", fields),
  process_status: (fields) => publication("process_status", fields),
  gap: (fields) => ({
    type: "gap",
    channel: textMaybe(fields, "channel") || ALL,
    reason: reasonMaybe(fields) ?? "unknown",
    position: ownPosition(fields) ?? missing("e"),
  }),
  goaway: (fields): GoAway => {
    const code = textMaybe(fields, "code") ?? "draining";
    return {
      type: "goaway",
      code: isErrorCode(code) ? code : "draining",
      after: countMaybe(fields, "after") ?? 0,
    };
  },
  ping: (fields) => ({ type: "ping", id: countMaybe(fields, "id") }),
  pong: (fields) => ({
    type: "pong",
    re: countMaybe(fields, "re"),
    timestamp: timeOf(valueOf(fields, "timestamp")),
  }),
};
