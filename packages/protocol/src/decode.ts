// From text to messages. What comes from the network is hostile: this file never throws, and reads own properties alone.

import { isErrorCode } from "./error-codes.ts";
import {
  count,
  countMaybe,
  type Fields,
  FieldFault,
  fieldsOf,
  flagMaybe,
  missing,
  ownPosition,
  positionMaybe,
  reasonMaybe,
  text,
  textMaybe,
  valueOf,
} from "./fields.ts";
import { MAX_DEPTH } from "./limits.ts";
import type { Ack, ClientMessage, GoAway, HubMessage, Publication, Welcome } from "./messages.ts";
import { ALL } from "./names.ts";

/** A piece of a frame that is no message. */
export interface BadFrame {
  readonly type: "bad_frame";
  /** What is wrong, for a human; it quotes nothing of the piece. */
  readonly text: string;
  /** The id of the request, where it could be read. */
  readonly id?: number | undefined;
}

/** A message of a type that this version does not know. It is ignored, or answered with `unknown_method` where it has an id. */
export interface UnknownMessage {
  readonly type: "unknown";
  readonly id?: number | undefined;
}

export type FromClient = ClientMessage | BadFrame | UnknownMessage;
export type FromHub = HubMessage | BadFrame | UnknownMessage;

type Reader<T> = (fields: Fields) => T;
type Readers<T> = { readonly [name: string]: Reader<T> };

/** The messages of one text frame of a client, in order. Blank lines are no messages. */
export function decodeFromClient(frame: string): FromClient[] {
  return decode(frame, FROM_CLIENT);
}

/** The messages of one text frame of a hub, in order. */
export function decodeFromHub(frame: string): FromHub[] {
  return decode(frame, FROM_HUB);
}

function decode<T>(frame: string, readers: Readers<T>): (T | BadFrame | UnknownMessage)[] {
  return piecesOf(frame).map((piece) => decodePiece(piece, readers));
}

/** A line break separates messages, unless it stands inside of one: a document written for humans is one message, as in the original. */
function piecesOf(frame: string): string[] {
  if (!frame.includes("\n") || isJson(frame)) return [frame];
  return frame.split("\n").filter((piece) => piece.trim() !== "");
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
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
    if (!Object.hasOwn(readers, type)) return { type: "unknown", ...idOf(fields) };
    return (readers[type] as Reader<T>)(fields);
  } catch (error) {
    // Anything else is a stack that overflowed in an engine whose parser is recursive.
    const fault = error instanceof FieldFault ? error.text : "the message cannot be read";
    return { type: "bad_frame", text: fault, ...idOf(fields) };
  }
}

function parse(piece: string): unknown {
  try {
    return JSON.parse(piece);
  } catch {
    throw new FieldFault("the message is not JSON");
  }
}

function idOf(fields: Fields | undefined): { id?: number } {
  const id = fields?.["id"];
  return Number.isSafeInteger(id) && (id as number) >= 0 ? { id: id as number } : {};
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
    channel: targetOf(fields),
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
      heartbeat: countMaybe(fields, "heartbeat") ?? 0,
      limits: {
        message: countMaybe(limits, "message") ?? 0,
        subscriptions: countMaybe(limits, "subscriptions") ?? 0,
        keys: countMaybe(limits, "keys") ?? 0,
      },
      expires: countMaybe(fields, "expires"),
      position: ownPosition(fields),
      recovered: flagMaybe(fields, "recovered"),
      reason: reasonMaybe(fields),
      replay: countMaybe(fields, "replay"),
      degraded: flagMaybe(fields, "degraded"),
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
  error: (fields) => {
    const broadcast = publication("error", fields);
    const code = textMaybe(fields, "code") ?? "";
    const after = countMaybe(fields, "after");
    // Without a code it is a broadcast, or an answer of v0, which look the same.
    if (code === "") return broadcast;
    return {
      type: "error",
      re: broadcast.re,
      // A code of a later version has the verdict of `internal`.
      code: isErrorCode(code) ? code : "internal",
      text: textMaybe(fields, "data") ?? code,
      after,
      channel: textMaybe(fields, "channel"),
    };
  },
  event: (fields) => publication("event", fields),
  process_output: (fields) => publication("process_output", fields),
  process_status: (fields) => publication("process_status", fields),
  gap: (fields) => ({
    type: "gap",
    channel: textMaybe(fields, "channel") ?? ALL,
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

function publication(type: Publication["type"], fields: Fields): Publication {
  const offset = countMaybe(fields, "o");
  const previous = countMaybe(fields, "p");
  return {
    type,
    channel: textMaybe(fields, "channel") ?? ALL,
    processId: textMaybe(fields, "processId"),
    data: valueOf(fields, "data") ?? null,
    timestamp: timeOf(valueOf(fields, "timestamp")),
    offset,
    previous: offset === undefined ? undefined : (previous ?? offset - 1),
    key: textMaybe(fields, "k"),
    re: countMaybe(fields, "re"),
  };
}

/** A timestamp is told and never depended on: one that cannot be read is none. The original lost the whole message. */
function timeOf(timestamp: unknown): number | undefined {
  const time = typeof timestamp === "string" ? Date.parse(timestamp) : timestamp;
  return typeof time === "number" && Number.isFinite(time) ? time : undefined;
}
