// A message of version 0 as the clients of the original have it: of any type, with its timestamp as it came.

import { ConfigError } from "@skep/core/base";

/** One message of a hub or of its client. */
export interface Message {
  readonly type: string;
  readonly channel?: string | undefined;
  readonly processId?: string | undefined;
  readonly data?: unknown;
  /** As it came: the original writes RFC 3339 with its local offset. */
  readonly timestamp?: string | undefined;
}

/** The text of a message, in the order of fields of the original. What is empty is left out. Throws a `ConfigError`. */
export function textOfMessage(message: Message): string {
  const { type, channel, processId, data, timestamp } = Object(message) as Message;
  if (typeof type !== "string" || type === "") throw new ConfigError("message.type", "text", type);
  const fields = {
    type,
    channel: channel || undefined,
    processId: processId || undefined,
    data: data ?? undefined,
    timestamp,
  };
  try {
    return JSON.stringify(fields);
  } catch (error) {
    throw new ConfigError("message.data", "JSON", typeof data, error);
  }
}

/** The messages of a frame, in order. A piece that cannot be read is told as broken, and loses no other. */
export function messagesOfText(frame: string, broken: (error: Error) => void): Message[] {
  const pieces = frame.split("\n").filter((piece) => piece.trim() !== "");
  return pieces.flatMap((piece) => {
    try {
      return [messageOf(JSON.parse(piece))];
    } catch (error) {
      broken(error as Error);
      return [];
    }
  });
}

/** Fields that are not known are left out, and a timestamp that is no text. */
function messageOf(value: unknown): Message {
  const { type, channel, processId, data, timestamp } = Object(value) as Record<string, unknown>;
  if (typeof type !== "string") throw new TypeError("A message has no type.");
  return {
    type,
    ...textIn("channel", channel),
    ...textIn("processId", processId),
    ...(data !== undefined && { data }),
    ...(typeof timestamp === "string" && { timestamp }),
  };
}

function textIn(name: "channel" | "processId", value: unknown): Partial<Message> {
  if (typeof value !== "string" && (value ?? undefined) !== undefined)
    throw new TypeError(`The ${name} of a message is no text.`);
  return value ? { [name]: value } : {};
}
