// A publish: sent under one key until the hub has acknowledged it, so that it happens once.

import { type Clock, ConfigError } from "@skep/core/base";
import { encodePublish, jsonOf, MAX_FRAME, type Position, type Welcome } from "@skep/protocol";
import { ask, type AskingPort } from "./asking.ts";
import { RefusedError, UncertainError } from "./errors.ts";
import type { Answer } from "./requests.ts";

export interface PublishOptions {
  /** A publish with the same key and data happens once. Default: one that no other publish has; 1 to 64 visible characters of ASCII. */
  readonly key?: string | undefined;
  /** Gives it up: it is not sent again. It may have happened. Default: none. */
  readonly signal?: AbortSignal | undefined;
}

/** The parts of the client that publishing uses. */
export interface PublishingPort extends AskingPort {
  readonly clock: Clock;
  /** What the hub has said of itself on this link. */
  readonly limits: Welcome["limits"];
}

/** What is published. */
export interface Draft {
  readonly channel: string;
  readonly key: string;
  readonly data: unknown;
}

/** The client uses this part of the time for which a hub remembers a key: its clock may run faster, and a message needs time to arrive. */
const MARGIN = 0.8;

export async function publish(
  port: PublishingPort,
  { channel, key, data }: Draft,
  signal: AbortSignal | undefined,
): Promise<Position | undefined> {
  // The application may change its data while it is sent again.
  const json = textOf(data);
  let sentAt = 0;
  /** When it was first sent without an answer: from then on it may have happened. */
  let uncertainSince: number | undefined;
  const failed = (answer: Answer): void => {
    if (mayHaveHappened(answer)) uncertainSince ??= sentAt;
  };
  // There may have been no link for hours: whether the hub still knows the key is asked when it is about to be sent.
  const write = (id: number): string => {
    const text = encodePublish({ channel, key, json, id });
    if (isLonger(text, port.limits?.message ?? MAX_FRAME))
      throw new RefusedError(channel, "too_large", "the message is longer than the hub takes");
    if (uncertainSince !== undefined && isForgotten(port, uncertainSince))
      throw new UncertainError(channel);
    sentAt = port.clock.now();
    return text;
  };
  try {
    return (await ask(port, { channel, write, signal, failed })).position;
  } catch (error) {
    // What is refused now may have happened before, but for a key that is that of other data.
    const isRefusal = error instanceof RefusedError && error.reason !== "conflict";
    throw isRefusal && uncertainSince !== undefined ? new UncertainError(channel, error) : error;
  }
}

function textOf(data: unknown): string {
  try {
    return jsonOf(data);
  } catch (error) {
    throw new ConfigError("data", "JSON", typeof data, error);
  }
}

/** A hub would end the link, and all that is under way on it. */
function isLonger(text: string, most: number): boolean {
  return text.length > most || new TextEncoder().encode(text).length > most;
}

/** An error says that it did not happen, unless the engine went away in the middle. */
function mayHaveHappened(answer: Answer): boolean {
  return answer?.type !== "error" || answer.code === "unavailable" || answer.code === "internal";
}

function isForgotten({ clock, limits }: PublishingPort, since: number): boolean {
  return limits?.keys !== undefined && clock.now() - since > limits.keys * MARGIN;
}

/** What the keys of one client begin with: as many characters as make it unlikely that two clients have the same. */
export function keyPrefix(random: () => number): string {
  return Array.from({ length: 4 }, () => Math.floor(random() * 36 ** 5).toString(36)).join("");
}
