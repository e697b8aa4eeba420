// A publication as an engine keeps it: one text, whose first line says what it is, and whose rest is the JSON of its data.

import { Buffer } from "node:buffer";
import {
  encodePublication,
  isKey,
  isProcessId,
  MAX_FRAME,
  type PublicationType,
  type StoredPublication,
  type WireFormat,
} from "@skep/protocol";
import type { EngineMessage } from "./engine/engine.ts";

/** What is published, before it has a place in its channel. */
export interface Draft {
  readonly type: PublicationType;
  readonly processId?: string | undefined;
  readonly key?: string | undefined;
  readonly json: string;
}

/** None of the parts of the first line contains a space or a line break: the protocol's names and keys do not. */
export function payloadOf({ type, processId = "", key = "", json }: Draft): string {
  return `${type} ${processId} ${key}\n${json}`;
}

export const TYPES: readonly PublicationType[] = [
  "event",
  "process_output",
  "process_status",
  "error",
];

/** Undefined for a payload that no hub has written: whoever reaches a broker can put anything there. */
export function draftOf(payload: string): Draft | undefined {
  const end = payload.indexOf("\n");
  const [type = "", processId, key] = payload.slice(0, Math.max(0, end)).split(" ");
  if (!isType(type) || processId === undefined || key === undefined) return undefined;
  if ((processId !== "" && !isProcessId(processId)) || (key !== "" && !isKey(key)))
    return undefined;
  const json = payload.slice(end + 1);
  // What is behind a line break would be a message of its own to a client.
  if (json.includes("\n")) return undefined;
  return { type, processId: processId || undefined, key: key || undefined, json };
}

export function isType(type: string): type is PublicationType {
  return (TYPES as readonly string[]).includes(type);
}

/** What a publication has around its channel, its names and its data in the longest format: field names, timestamp, offsets. */
const AROUND = 200;

/** It would not fit into one frame: nobody could be sent it. */
export function isTooLarge(channel: string, { json, key = "", processId = "" }: Draft): boolean {
  const around = channel.length + key.length + processId.length + AROUND;
  // UTF-8 has at most three bytes for each unit of UTF-16: mostly nobody has to count.
  return 3 * json.length + around > MAX_FRAME && Buffer.byteLength(json) + around > MAX_FRAME;
}

/** ECMA-262 21.4.1.1: the last millisecond that a `Date` knows. A time beyond it is of no hub, and cannot be written. */
const LAST_TIME = 8.64e15;

/** A message as it is sent, with its length in bytes. */
export interface Piece {
  readonly text: string;
  readonly bytes: number;
}

/** A message of a channel, and its text in each format: written when it is first sent, and then the same for all clients. */
export class Publication {
  readonly message: EngineMessage;
  readonly #draft: Draft;
  readonly #pieces: { [F in WireFormat]?: Piece } = {};

  constructor(message: EngineMessage, draft: Draft) {
    this.message = message;
    this.#draft = draft;
  }

  in(format: WireFormat): Piece {
    return (this.#pieces[format] ??= pieceOf(encodePublication(this.#stored(), format)));
  }

  /** As an answer to a request for history. */
  answering(re: number, format: WireFormat): Piece {
    return pieceOf(encodePublication({ ...this.#stored(), re }, format));
  }

  #stored(): StoredPublication {
    const { channel, offset, previous, time } = this.message;
    const timestamp = Math.abs(time) <= LAST_TIME ? time : undefined;
    return { ...this.#draft, channel, offset, previous, timestamp };
  }
}

export function pieceOf(text: string): Piece {
  return { text, bytes: Buffer.byteLength(text) };
}
