// JetStream as far as a session asks it, over a connection that the test is. It keeps what was published, and trims nothing.

import { Buffer } from "node:buffer";
import type { StreamConfig } from "../../../src/nats/stream-config.ts";
import { FakeConnection } from "./fake-connection.ts";

interface Stream {
  readonly config: StreamConfig;
  readonly created: string;
  readonly messages: { readonly subject: string; readonly data: string }[];
}

interface Query {
  readonly subject?: string;
  readonly seq?: number;
  readonly last_by_subj?: string;
}

const NO_MESSAGE = { error: { err_code: 10_037, description: "no message found" } };

export class FakeJetStream {
  readonly connection = new FakeConnection();
  readonly streams = new Map<string, Stream>();
  /** What is not answered for now: the test does it, by `answer`. */
  readonly held: { readonly method: string; answer(result?: object): void }[] = [];
  /** Whether a call is held, by its method and its stream. */
  holds: (method: string, name: string) => boolean = () => false;
  /** Somebody else who answers publishes, with this. */
  imposter: string | undefined;
  /** What it answers to one that is to be made. */
  refusal: object | undefined;
  #made = 0;

  constructor() {
    this.connection.taken = (at, subject, payload) => this.#take(at, subject, payload);
  }

  /** An operator deletes it. */
  delete(prefix: string): void {
    for (const name of this.streams.keys()) if (name.startsWith(prefix)) this.streams.delete(name);
  }

  #take(at: number, subject: string, payload: string): void {
    const call = /^\$JS\.API\.(STREAM\.(?:NAMES|INFO|CREATE|MSG\.GET))\.?(.*)$/.exec(subject);
    if (call === null) return this.#publish(at, subject, payload);
    const [, method = "", name = ""] = call;
    const query = JSON.parse(payload) as Query;
    const answer = (result: object = this.#call(method, name, query)): void =>
      this.connection.answer(at, JSON.stringify(result));
    if (this.holds(method, name)) this.held.push({ method, answer });
    // The server answers later.
    else setImmediate(answer);
  }

  #publish(at: number, subject: string, data: string): void {
    const stream = [...this.streams.values()].find(({ config }) =>
      subject.startsWith(config.subjects[0]?.slice(0, -1) ?? ""),
    );
    const seq = (stream?.messages.length ?? 0) + 1;
    const answer = (): void =>
      stream === undefined
        ? this.connection.answer(at, "", 503)
        : this.connection.answer(at, this.imposter ?? JSON.stringify({ seq }));
    if (stream !== undefined) this.#tell(stream, { subject, data });
    setImmediate(answer);
  }

  /** Keeps a message, and tells it to who is subscribed. */
  #tell({ messages }: Stream, message: { readonly subject: string; readonly data: string }): void {
    const previous = 1 + messages.findLastIndex(({ subject }) => subject === message.subject);
    const fields: Record<string, string> = {
      "Nats-Sequence": `${messages.push(message)}`,
      "Nats-Last-Sequence": `${previous}`,
    };
    const subject = message.subject.replace(".in.", ".out.");
    const headers = { get: (name: string) => fields[name] ?? "", set: () => {}, code: 0 };
    const data = new TextEncoder().encode(message.data);
    setImmediate(() =>
      this.connection.subscriptions.get(subject)?.(null, { subject, data, headers }),
    );
  }

  #call(method: string, name: string, query: Query): object {
    const stream = this.streams.get(name);
    switch (method) {
      case "STREAM.NAMES":
        return { streams: this.#with(query.subject ?? "") };
      case "STREAM.CREATE":
        return this.refusal ?? this.#create(name, query as StreamConfig);
      default:
        if (stream === undefined) return { error: { err_code: 10_059, description: "not found" } };
        return method === "STREAM.INFO" ? infoOf(stream) : messageIn(stream, query);
    }
  }

  /** Those that have this subject, whose last token may be a wildcard. */
  #with(subject: string): string[] {
    const begin = subject.replace(/\*$/, "");
    const isIt = (own: string): boolean =>
      begin === subject ? own === subject : own.startsWith(begin);
    return [...this.streams.values()]
      .filter(({ config }) => config.subjects.some(isIt))
      .map(({ config }) => config.name);
  }

  #create(name: string, config: StreamConfig): object {
    const stream = { config, created: `${++this.#made}`, messages: [] };
    this.streams.set(name, stream);
    return infoOf(stream);
  }
}

function infoOf({ config, created, messages }: Stream): object {
  return { config, created, state: { first_seq: 1, last_seq: messages.length } };
}

function messageIn({ messages }: Stream, { last_by_subj: subject, seq }: Query): object {
  const at = seq === undefined ? messages.findLastIndex((one) => one.subject === subject) : seq - 1;
  const message = messages[at];
  if (message === undefined) return NO_MESSAGE;
  const data = Buffer.from(message.data).toString("base64");
  return { message: { subject: message.subject, seq: at + 1, data } };
}
