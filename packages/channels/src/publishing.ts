// Publishes of one client: each is sent until the hub has acknowledged it, under one key, so that it happens once.

import { abortable, backoff, type Clock } from "@skep/core/base";
import { type Position, type Publish, verdictOf } from "@skep/protocol";
import { RefusedError, UncertainError } from "./errors.ts";
import type { Answer } from "./requests.ts";

export interface PublishOptions {
  /** A publish with the same key and data happens once. Default: a key made by chance. 1 to 64 visible characters of ASCII. */
  readonly key?: string | undefined;
  /** Gives it up: it is not sent again. It may have happened. */
  readonly signal?: AbortSignal | undefined;
}

/** The parts of the client that publishing uses. */
export interface PublishingPort {
  readonly clock: Clock;
  random(): number;
  /** Milliseconds for which the hub remembers a key, as it has said; undefined where it has not. */
  readonly keyWindow: number | undefined;
  /** Sends a request when there is a link, and gives its answer; undefined where the link or the patience has ended. */
  request(message: Omit<Publish, "id">, signal: AbortSignal | undefined): Promise<Answer>;
}

const BACKOFF = {
  initialDelay: 500,
  maxDelay: 10_000,
  multiplier: 2,
  minDelay: 100,
  jitter: "full",
} as const;

/** The client uses this part of the window: the clock of the hub may run faster, and the message needs time to arrive. */
const MARGIN = 0.8;

export async function publish(
  port: PublishingPort,
  message: Omit<Publish, "id">,
  signal: AbortSignal | undefined,
): Promise<Position | undefined> {
  const { channel } = message;
  /** When it was first sent without an answer: from then on it may have happened. */
  let sentAt: number | undefined;
  for (let attempt = 1; ; attempt++) {
    if (sentAt !== undefined && isForgotten(port, sentAt)) throw new UncertainError(channel);
    const at = port.clock.now();
    const answer = await port.request(message, signal);
    if (answer?.type === "ack") return answer.position;
    if (answer !== undefined && verdictOf(answer.code) === "never")
      throw new RefusedError(channel, answer.code, answer.text);
    // An error says that it did not happen, unless the engine went away in the middle.
    if (answer === undefined || answer.code === "unavailable" || answer.code === "internal")
      sentAt ??= at;
    await rest(
      port,
      Math.max(answer?.after ?? 0, backoff(attempt, port.random(), BACKOFF)),
      signal,
    );
  }
}

function isForgotten({ clock, keyWindow }: PublishingPort, sentAt: number): boolean {
  return keyWindow !== undefined && clock.now() - sentAt > keyWindow * MARGIN;
}

function rest(
  { clock }: PublishingPort,
  milliseconds: number,
  signal: AbortSignal | undefined,
): Promise<void> {
  return abortable(signal, (settle) => {
    const timer = clock.schedule(milliseconds, () => settle());
    return () => timer.cancel();
  });
}

/** Visible characters, as many as make it unlikely that two are the same. */
export function newKey(random: () => number): string {
  return Array.from({ length: 4 }, () => Math.floor(random() * 36 ** 5).toString(36)).join("");
}
