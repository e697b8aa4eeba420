// The part of the JetStream API that the engine uses, of one stream: one method, one request. It decides nothing.

import { EngineError } from "../errors.ts";
import { hadNoResponder, type NatsRequests } from "./requests.ts";
import {
  deliveredOf,
  type Field,
  isSequence,
  storedOf,
  type StoredAnswer,
  type StoredMessage,
} from "./stored-message.ts";
import type { StreamConfig, StreamInfo } from "./stream-config.ts";

const STREAM_NOT_FOUND = 10_059;
const SUBJECTS_OVERLAP = 10_065;
const NO_MESSAGE_FOUND = 10_037;
const WRONG_LAST_SEQUENCE = 10_071;
const REPLICAS_NOT_SUPPORTED = 10_074;
/** Of an account, and of a server. */
const NO_JETSTREAM: readonly unknown[] = [10_039, 10_076];

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

/** Bytes of one pull. A server ends the connection when 64 MiB wait for it, and a hub reads 64 channels at once. */
const PULL_BYTES = 262_144;

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
    const { data } = await this.#requests.ask(subject, payload, fields);
    const ack = parse(data, WRONG_LAST_SEQUENCE) as PublishAck | undefined;
    // Whoever listens to the subjects of a stream may answer, too.
    if (ack !== undefined && !isSequence(ack.seq)) throw new EngineError(NO_ANSWER_OF_JETSTREAM);
    return ack;
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
    const messages: StoredMessage[] = [];
    while (messages.length < count) {
      const some = await this.#pullSome(name, count - messages.length);
      if (some.length === 0)
        throw new EngineError(`NATS has delivered ${messages.length} of ${count} messages.`);
      messages.push(...some);
    }
    return messages;
  }

  /** As many of these as a pull has, but at least one. */
  async #pullSome(name: string, count: number): Promise<StoredMessage[]> {
    const some = await this.#next(name, count, { max_bytes: PULL_BYTES });
    return some.length > 0 ? some : this.#next(name, 1);
  }

  async #next(name: string, batch: number, more: object = {}): Promise<StoredMessage[]> {
    const subject = `$JS.API.CONSUMER.MSG.NEXT.${this.#stream}.${name}`;
    const body = JSON.stringify({ batch, no_wait: true, ...more });
    const answers = await this.#requests.askMany(subject, body, batch);
    return answers.map(deliveredOf).filter((message) => message !== undefined);
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

/** The names of the streams that have this subject, which may have wildcards. */
export async function findStreams(
  requests: NatsRequests,
  subject: string,
): Promise<readonly string[]> {
  const { data } = await requests.ask("$JS.API.STREAM.NAMES", JSON.stringify({ subject }));
  const { streams } = parse(data) as { readonly streams?: readonly string[] | null };
  return streams ?? [];
}

const decoder = new TextDecoder();

/** The server has no JetStream, or the account of the user. */
export function lacksJetStream(error: unknown): boolean {
  return hadNoResponder(error) || NO_JETSTREAM.includes(codeOf(error));
}

/** Not every server can keep copies. */
export function lacksReplicas(error: unknown): boolean {
  return codeOf(error) === REPLICAS_NOT_SUPPORTED;
}

function codeOf(error: unknown): number | undefined {
  return error instanceof EngineError ? (Object(error.cause) as ApiError).err_code : undefined;
}

const NO_ANSWER_OF_JETSTREAM = "Something that is not JetStream has answered.";

function parse(data: Uint8Array, absent?: number): unknown {
  const answer = objectIn(decoder.decode(data));
  if (answer.error === undefined) return answer;
  const { description = "an error without a description", err_code: code } = Object(
    answer.error,
  ) as ApiError;
  if (absent !== undefined && code === absent) return undefined;
  throw new EngineError(`JetStream: ${description}.`, answer.error);
}

function objectIn(text: string): { readonly error?: unknown } {
  try {
    const answer: unknown = JSON.parse(text);
    if (typeof answer === "object" && answer !== null) return answer;
  } catch {
    // It is not JSON either.
  }
  throw new EngineError(NO_ANSWER_OF_JETSTREAM);
}
