// Publishes to a stream: what it cannot keep as asked is refused, and a key stands for one message within its window.

import { ConfigError } from "@skep/core/base";
import type { Position } from "@skep/protocol";
import type { Published, PublishKey, PublishRequest, Retention } from "../engine/engine.ts";
import { EngineError } from "../errors.ts";
import type { PublishAck } from "./jetstream.ts";
import type { LiveStream, NatsStream } from "./nats-stream.ts";
import type { StreamSettings } from "./options.ts";
import {
  digestOf,
  type Field,
  fieldsOf,
  following,
  idOf,
  type StoredMessage,
  timeIn,
} from "./stored-message.ts";

/** Throws a `ConfigError` for what the stream would trim, or forget, too early. `what` is the channel or namespace that asks for it. */
export function checkFits(
  { keys = 0, retention }: { readonly keys?: number; readonly retention?: Retention | undefined },
  settings: StreamSettings,
  what: string,
): void {
  const asked = { messages: 0, age: 0, ...retention, keys };
  for (const name of ["messages", "age", "keys"] as const)
    if (asked[name] > settings[name])
      throw new ConfigError(
        (name === "keys" ? "" : settings.path) + name,
        `at least ${asked[name]}, which is asked for ${what}`,
        settings[name],
      );
}

export class Publishing {
  readonly #stream: NatsStream;
  readonly #now: () => number;

  constructor(stream: NatsStream, now: () => number) {
    this.#stream = stream;
    this.#now = now;
  }

  /** Resolves when the stream has the message. */
  async publish(request: PublishRequest): Promise<Published> {
    const { channel, key, retention } = request;
    checkFits({ keys: key?.window ?? 0, retention }, this.#stream.settings, channel);
    // A publish to a life that has ended finds nobody, so a message that is acknowledged is one of this life.
    const { live } = this.#stream;
    const isSingle = this.#stream.settings.replicas === 1;
    let id = key && idOf(channel, key);
    for (;;) {
      const { duplicate, seq } = await send(live, request, { id, isSingle });
      const position = { epoch: live.life.placeOf(channel).epoch, offset: seq };
      if (key === undefined || duplicate !== true)
        return { outcome: "published", position: { ...position, time: timeIn(request.time) } };
      const first = await this.#first(live, seq);
      if (first === undefined || !this.#isOver(first, key)) return answerOf(position, key, first);
      // The stream remembers a key longer than its window. The next message under it has an id of its own, the same for all that send it.
      id = `${idOf(channel, key)}.${seq}`;
    }
  }

  /** The message that has the key; undefined where it was trimmed. */
  async #first(live: LiveStream, sequence: number): Promise<StoredMessage | undefined> {
    const message = await live.api.at(sequence);
    if (message !== undefined) return message;
    // A replica may know the key of a message that was not stored in the end.
    const { last } = await this.#stream.bounds(live);
    if (sequence > last) throw new EngineError("The message with this key was not stored.");
    return undefined;
  }

  /** Hubs have clocks of their own, so the stream alone ends the windows that are as long as its own. */
  #isOver(first: StoredMessage, { window }: PublishKey): boolean {
    return window < this.#stream.settings.keys && first.time + window <= this.#now();
  }
}

/**
 * A message that is known to be the next one of its channel is stored on that condition: then it names the one before it, which makes reading cheap. Not where
 * a stream has copies, as their servers decide about it one after the other.
 */
async function send(
  { api, life }: LiveStream,
  request: PublishRequest,
  { id, isSingle }: { readonly id: string | undefined; readonly isSingle: boolean },
): Promise<PublishAck> {
  const place = life.placeOf(request.channel);
  const publish = (more: readonly Field[]): Promise<PublishAck | undefined> =>
    api.publish(place.stored, request.payload, [...fieldsOf(request, id), ...more]);
  let ack: PublishAck | undefined;
  const newest = place.begin();
  try {
    if (isSingle && newest !== undefined) {
      ack = await publish([following(newest)]);
      place.tried(ack !== undefined);
    }
    ack ??= await publish([]);
    if (ack === undefined)
      throw new EngineError("JetStream has refused a message without condition.");
    return ack;
  } finally {
    place.ended(ack?.seq);
  }
}

/** Of a message that is gone nobody knows what it said: a publish that is sent again is likelier than a key that is used for two messages. */
function answerOf(
  position: Position,
  key: PublishKey,
  first: StoredMessage | undefined,
): Published {
  if (first === undefined) return { outcome: "duplicate", position };
  const outcome = first.digest === digestOf(key) ? "duplicate" : "conflict";
  return { outcome, position: { ...position, time: first.time } };
}
