// The part of the JetStream API that the engine uses, of one stream: one method, one request. It decides nothing.

import { EngineError } from "../errors.ts";
import type { NatsRequests } from "./requests.ts";
import {
  deliveredOf,
  type Field,
  storedOf,
  type StoredAnswer,
  type StoredMessage,
} from "./stored-message.ts";
import type { StreamConfig, StreamInfo } from "./stream-config.ts";

const STREAM_NOT_FOUND = 10_059;
const SUBJECTS_OVERLAP = 10_065;
const NO_MESSAGE_FOUND = 10_037;
const WRONG_LAST_SEQUENCE = 10_071;

interface ApiError {
  readonly err_code?: number;
  readonly description?: string;
}

/** What a stream says of a message that was published. */
export interface PublishAck {
  readonly seq: number;
  readonly duplicate?: boolean;
}

/** A reader of a part of a stream, and how many messages that part has. */
export interface Consumer {
  readonly name: string;
  readonly count: number;
}

/** Nanoseconds after which a server drops a reader that nobody has ended. */
const READER_LIFE = 10_000_000_000;

export class JetStream {
  readonly #requests: NatsRequests;
  readonly #stream: string;

  constructor(requests: NatsRequests, stream: string) {
    this.#requests = requests;
    this.#stream = stream;
  }

  /** Undefined where there is no such stream. */
  info(): Promise<StreamInfo | undefined> {
    return this.#call("STREAM.INFO", {}, STREAM_NOT_FOUND);
  }

  /** Makes it. Undefined where another one has one of its subjects. */
  create(config: StreamConfig): Promise<StreamInfo | undefined> {
    return this.#call("STREAM.CREATE", config, SUBJECTS_OVERLAP);
  }

  newest(subject: string): Promise<StoredMessage | undefined> {
    return this.#message({ last_by_subj: subject });
  }

  /** The first one from this sequence on. */
  next(subject: string, sequence: number): Promise<StoredMessage | undefined> {
    return this.#message({ seq: sequence, next_by_subj: subject });
  }

  at(sequence: number): Promise<StoredMessage | undefined> {
    return this.#message({ seq: sequence });
  }

  /** The leader of the stream answers, so nothing that was acknowledged is missing. */
  async #message(query: object): Promise<StoredMessage | undefined> {
    const answer = await this.#call<{ readonly message: StoredAnswer }>(
      "STREAM.MSG.GET",
      query,
      NO_MESSAGE_FOUND,
    );
    return answer && storedOf(answer.message);
  }

  /** Undefined where it was to follow another message than the newest. */
  async publish(
    subject: string,
    payload: string,
    fields: readonly Field[],
  ): Promise<PublishAck | undefined> {
    const answer = await this.#requests.ask(subject, payload, fields);
    return parse(answer.data, WRONG_LAST_SEQUENCE) as PublishAck | undefined;
  }

  /** A reader of all messages of a subject from this sequence on. */
  async consumer(subject: string, sequence: number): Promise<Consumer> {
    const config = {
      deliver_policy: "by_start_sequence",
      opt_start_seq: sequence,
      filter_subject: subject,
      ack_policy: "none",
      replay_policy: "instant",
      inactive_threshold: READER_LIFE,
      mem_storage: true,
    };
    const made = await this.#call<{ readonly name: string; readonly num_pending: number }>(
      "CONSUMER.CREATE",
      { stream_name: this.#stream, config },
    );
    return { name: made.name, count: made.num_pending };
  }

  /** All that a reader has. Rejects where some of it does not come. */
  async pull({ count, name }: Consumer): Promise<StoredMessage[]> {
    if (count === 0) return [];
    const subject = `$JS.API.CONSUMER.MSG.NEXT.${this.#stream}.${name}`;
    const answers = await this.#requests.askMany(
      subject,
      JSON.stringify({ batch: count, no_wait: true }),
      count,
    );
    const messages = answers.map(deliveredOf).filter((message) => message !== undefined);
    if (messages.length < count)
      throw new EngineError(`NATS has delivered ${messages.length} of ${count} messages.`);
    return messages;
  }

  async drop({ name }: Consumer): Promise<void> {
    await this.#requests.ask(`$JS.API.CONSUMER.DELETE.${this.#stream}.${name}`, "");
  }

  /** Undefined for this error alone. */
  async #call<T>(method: string, body: object, absent: number): Promise<T | undefined>;
  async #call<T>(method: string, body: object): Promise<T>;
  async #call<T>(method: string, body: object, absent?: number): Promise<T | undefined> {
    const subject = `$JS.API.${method}.${this.#stream}`;
    const { data } = await this.#requests.ask(subject, JSON.stringify(body));
    return parse(data, absent) as T | undefined;
  }
}

/** The name of the stream that has this subject; undefined where there is none. */
export async function findStream(
  requests: NatsRequests,
  subject: string,
): Promise<string | undefined> {
  const { data } = await requests.ask("$JS.API.STREAM.NAMES", JSON.stringify({ subject }));
  const { streams } = parse(data) as { readonly streams: readonly string[] | null };
  return streams?.[0];
}

const decoder = new TextDecoder();

function parse(data: Uint8Array, absent?: number): unknown {
  const answer = JSON.parse(decoder.decode(data)) as { readonly error?: ApiError };
  const { error } = answer;
  if (error === undefined) return answer;
  if (absent !== undefined && error.err_code === absent) return undefined;
  throw new EngineError(`JetStream: ${error.description ?? "an error without a description"}.`);
}
