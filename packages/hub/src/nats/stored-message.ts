// A message as a stream keeps and tells it: what stands in its fields, and in the answers of JetStream. It knows no connection.

import { Buffer } from "node:buffer";
import { createHash } from "node:crypto";
import type { EngineMessage, PublishKey, PublishRequest, Retention } from "../engine/engine.ts";
import type { NatsMessageLike } from "./connection-like.ts";
import { fieldsOfMessage } from "./message-fields.ts";

/** The condition on which a message was stored: it is the proof that it follows that one. */
const FOLLOWS = "Nats-Expected-Last-Subject-Sequence";

/** The fields that the engine writes. */
const TIME = "Skep-Time";
const KEEP = "Skep-Keep";
const DIGEST = "Skep-Digest";

/** A message that a stream keeps. */
export interface StoredMessage {
  readonly subject: string;
  readonly sequence: number;
  /** As it was published; 0 where somebody else has written it. */
  readonly time: number;
  readonly keep: Retention;
  /** The sequence of the message before it in its channel; 0 where it does not say it. */
  readonly previous: number;
  /** Of its key; empty where it has none. */
  readonly digest: string;
  readonly payload: string;
}

/** A name and a value. */
export type Field = readonly [string, string];

/** Reads one field; empty where there is none. */
type Read = (name: string) => string;

/** The fields of a message that is to be published, under this id if there is one. */
export function fieldsOf(request: PublishRequest, id: string | undefined): Field[] {
  const { key, retention, time } = request;
  const fields: Field[] = [[TIME, String(timeIn(time))]];
  if (retention !== undefined) fields.push([KEEP, `${retention.messages} ${retention.age}`]);
  if (key !== undefined && id !== undefined)
    fields.push(["Nats-Msg-Id", id], [DIGEST, digestOf(key)]);
  return fields;
}

/** The time of a message as it is stored: whole milliseconds, whatever the clock of the hub says. */
export function timeIn(time: number): number {
  return Math.trunc(time);
}

/** The field of a message that is stored only if it follows this one. */
export function following(sequence: number): Field {
  return [FOLLOWS, String(sequence)];
}

/** What JetStream compares: ids of one stream are those of all its channels. */
export function idOf(channel: string, { text }: PublishKey): string {
  return hash(`${channel}\n${text}`);
}

/** A digest may be any text, a field may not. */
export function digestOf({ digest }: PublishKey): string {
  return /^[\x21-\x7e]{1,64}$/.test(digest) ? `=${digest}` : hash(digest);
}

function hash(text: string): string {
  return createHash("sha256").update(text).digest("base64url").slice(0, 22);
}

/** A copy that the stream tells; undefined for what is none. `previous` is 0 where there was no message before it in the stream. */
export function copyOf(
  channel: string,
  epoch: string,
  message: NatsMessageLike,
): EngineMessage | undefined {
  const field = fieldIn(message);
  const [offset, previous] = ["Nats-Sequence", "Nats-Last-Sequence"].map((name) =>
    Number(field(name)),
  );
  if (!isSequence(offset) || !Number.isSafeInteger(previous) || (previous as number) < 0)
    return undefined;
  const time = timeOf(field);
  return {
    channel,
    epoch,
    offset,
    previous: previous as number,
    time,
    payload: textOf(message.data),
  };
}

/** One that a consumer delivers: its place stands in the subject for its acknowledgement, counted from the end, as it may begin in two ways. */
export function deliveredOf(message: NatsMessageLike): StoredMessage | undefined {
  const tokens = message.reply?.split(".") ?? [];
  // $JS.ACK.STREAM.CONSUMER.DELIVERED.SEQUENCE.…, or with domain and account after ACK.
  const sequence = Number(tokens[tokens.length > 9 ? 7 : 5]);
  if (!isSequence(sequence)) return undefined;
  const { data, subject } = message;
  return { subject, sequence, payload: textOf(data), ...readFields(fieldIn(message)) };
}

/** As `STREAM.MSG.GET` answers. */
export interface StoredAnswer {
  readonly subject: string;
  readonly seq: number;
  /** In base64, both. */
  readonly hdrs?: string;
  readonly data?: string;
}

export function storedOf({ data, hdrs, seq, subject }: StoredAnswer): StoredMessage {
  const block = fromBase64(hdrs);
  const field: Read = (name) => block.match(new RegExp(`^${name}: ?(.*?)\\r?$`, "m"))?.[1] ?? "";
  return { subject, sequence: seq, payload: fromBase64(data), ...readFields(field) };
}

function readFields(field: Read): Pick<StoredMessage, "time" | "keep" | "digest" | "previous"> {
  const [messages = 0, age = 0] = field(KEEP).split(" ").map(Number).filter(isSequence);
  const follows = Number(field(FOLLOWS));
  const previous = isSequence(follows) ? follows : 0;
  return { time: timeOf(field), keep: { messages, age }, digest: field(DIGEST), previous };
}

/** ECMA-262 21.4.1.1: the last millisecond that a `Date` knows. A hub writes a later one to nobody. */
const LAST_TIME = 8.64e15;

function timeOf(field: Read): number {
  const time = Number(field(TIME));
  return Number.isInteger(time) && time >= 0 && time <= LAST_TIME ? time : 0;
}

/** The place of a message in a stream. */
export function isSequence(value: number | undefined): value is number {
  return Number.isSafeInteger(value) && (value as number) > 0;
}

function fieldIn(message: NatsMessageLike): Read {
  const fields = fieldsOfMessage(message);
  return (name) => fields?.get(name) ?? "";
}

// A mark at the beginning is a part of the text.
const decoder = new TextDecoder("utf-8", { ignoreBOM: true });

function textOf(data: Uint8Array): string {
  return decoder.decode(data);
}

function fromBase64(text: string = ""): string {
  return Buffer.from(text, "base64").toString();
}
