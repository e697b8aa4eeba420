// What the engine uses of a connection of `@nats-io/nats-core`, so that a wrapper of one fits, too. Types only.

/** The fields of a message that are not its payload. */
export interface NatsHeadersLike {
  /** Empty where there is no such field. */
  get(name: string): string;
  set(name: string, value: string): void;
  /** The status that a server answers with in place of a message; 0 where it is a message. */
  readonly code: number;
}

/** A message, or an answer to a request. */
export interface NatsMessageLike {
  readonly subject: string;
  readonly reply?: string | undefined;
  readonly data: Uint8Array;
  readonly headers?: NatsHeadersLike | undefined;
}

/** One subscription. */
export interface NatsSubscriptionLike {
  unsubscribe(): void;
}

/** What a message is published with, beside its payload. */
export interface NatsEnvelopeLike {
  /** Where it is answered. */
  reply?: string;
  headers?: NatsHeadersLike;
}

/** What a server says of itself. */
export interface NatsServerInfoLike {
  readonly version: string;
  /** Bytes of the longest message that it takes. */
  readonly max_payload?: number;
}

/** Something that a connection tells. */
export interface NatsStatusLike {
  readonly type: string;
  readonly error?: unknown;
}

/** The connection that the engine is given: a `NatsConnection`. It is not closed by the engine. */
export interface NatsConnectionLike {
  /** What the server has said of itself; undefined while there is none. */
  readonly info?: NatsServerInfoLike | undefined;
  /** What the connection was made with. */
  readonly options?:
    | {
        readonly maxReconnectAttempts?: number | undefined;
        readonly reconnect?: boolean | undefined;
        readonly inboxPrefix?: string | undefined;
      }
    | undefined;
  isClosed(): boolean;
  closed(): Promise<void | Error>;
  /** Throws where the connection is closed. */
  publish(subject: string, payload?: string, options?: NatsEnvelopeLike): void;
  subscribe(
    subject: string,
    options: { callback: (error: Error | null, message: NatsMessageLike) => void },
  ): NatsSubscriptionLike;
  /** Tells `disconnect`, `reconnect` and `error`, among other things. */
  status(): AsyncIterable<NatsStatusLike>;
  /** Dials anew. */
  reconnect(): Promise<void>;
}
