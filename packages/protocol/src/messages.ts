// All messages, as a program sees them: fields with whole names. What they look like on the wire is the codec's business.

import type { ErrorCode } from "./error-codes.ts";
import type { GapReason, Position } from "./position.ts";

/** How a connection gets its timestamps: as text of RFC 3339 in UTC, or as milliseconds since the epoch. */
export type TimeFormat = "iso" | "ms";

// --- from client to hub ---

/** Opens v1. It is the first message of a connection and stands alone in its frame. */
export interface Hello {
  readonly type: "hello";
  readonly id: number;
  /** The versions that the client speaks; the hub chooses one of them. */
  readonly versions: readonly number[];
  readonly token?: string | undefined;
  /** Default: `iso`. */
  readonly time?: TimeFormat | undefined;
  /** Where the client stands in the channel of broadcasts. */
  readonly since?: Position | undefined;
}

/** A client wants a channel. */
export interface Subscribe {
  readonly type: "subscribe";
  /** `$all` with `id`, for the channel of broadcasts, which needs no subscription and can be resumed by one. */
  readonly channel: string;
  /** Asks for an answer. Without it success is silent, as in v0. */
  readonly id?: number | undefined;
  /** Delivery goes on after this position. */
  readonly since?: Position | undefined;
  /** Delivery begins with so many messages of the history; not together with `since`. */
  readonly last?: number | undefined;
}

/** A client leaves a channel. */
export interface Unsubscribe {
  readonly type: "unsubscribe";
  readonly channel: string;
  readonly id?: number | undefined;
}

/** A client publishes to a channel. */
export interface Publish {
  readonly type: "publish";
  readonly id: number;
  readonly channel: string;
  readonly data: unknown;
  /** With the same key, a publish that is sent again has the effect of one. */
  readonly key?: string | undefined;
}

/** Asks for messages of the past, without a subscription. */
export interface History {
  readonly type: "history";
  readonly id: number;
  readonly channel: string;
  /** So many of the newest; as many as the hub allows where it is left out. */
  readonly last?: number | undefined;
}

/** Another token for the open connection. */
export interface Auth {
  readonly type: "auth";
  readonly id: number;
  readonly token: string;
}

/** Either side asks for a sign of life. */
export interface Ping {
  readonly type: "ping";
  readonly id?: number | undefined;
}

/** Answers a ping. */
export interface Pong {
  readonly type: "pong";
  readonly re?: number | undefined;
  readonly timestamp?: number | undefined;
}

/** All that a client says. */
export type ClientMessage =
  | Hello
  | Subscribe
  | Unsubscribe
  | Publish
  | History
  | Auth
  | Ping
  | Pong;

// --- from hub to client ---

/** The answer to `hello`. */
export interface Welcome {
  readonly type: "welcome";
  readonly re: number;
  readonly version: number;
  /** The name of this connection, for logs of both sides. */
  readonly session: string;
  /** How often the hub sends something at least, in milliseconds. Not told: nobody knows. */
  readonly heartbeat?: number | undefined;
  readonly limits?: {
    /** The longest message that the hub takes, in bytes. */
    readonly message?: number | undefined;
    /** The most channels of one connection. */
    readonly subscriptions?: number | undefined;
    /** How long an idempotency key is remembered, in milliseconds. */
    readonly keys?: number | undefined;
  };
  /** The token expires in so many milliseconds. */
  readonly expires?: number | undefined;
  /** The position in the channel of broadcasts after which delivery goes on; left out where that channel has no history. */
  readonly position?: Position | undefined;
  readonly recovered?: boolean | undefined;
  readonly reason?: GapReason | undefined;
  /** So many messages of the past follow. */
  readonly replay?: number | undefined;
  /** The hub's engine is away: what is published is refused for now. */
  readonly degraded?: boolean | undefined;
  /** `at-most-once`: messages of other hubs may be lost without a gap. Left out: each loss is told. Another value: nobody knows. */
  readonly delivery?: string | undefined;
}

/** A request has succeeded. Which fields there are depends on the request. */
export interface Ack {
  readonly type: "ack";
  readonly re: number;
  /**
   * Of `subscribe`: the position after which delivery goes on; left out where the channel has none. Of `publish`: the position of the
   * message. Of `history`: the newest position.
   */
  readonly position?: Position | undefined;
  /** Of `subscribe` with `since`: whether nothing was missed. */
  readonly recovered?: boolean | undefined;
  /** Why something was missed. */
  readonly reason?: GapReason | undefined;
  /** So many messages of the past follow at once; those of `history` carry `re`. */
  readonly replay?: number | undefined;
  /** Of `publish`: a message with this key was there already, at this position. */
  readonly duplicate?: boolean | undefined;
  /** Of `auth`: the token expires in so many milliseconds. */
  readonly expires?: number | undefined;
  /** Of `subscribe`, where the namespace counts presence: the subscribers of the channel. */
  readonly subscribers?: number | undefined;
}

/** The hub itself has given this connection a channel, or the connection had it before its `hello`. */
export interface Subscribed {
  readonly type: "subscribed";
  readonly channel: string;
  /** The position after which delivery goes on; left out where the channel has none. */
  readonly position?: Position | undefined;
}

/** A request has failed, or the connection has. */
export interface Failure {
  readonly type: "error";
  readonly re?: number | undefined;
  readonly code: ErrorCode;
  readonly timestamp?: number | undefined;
  /** For a human. */
  readonly text: string;
  /** Not before so many milliseconds. */
  readonly after?: number | undefined;
  /** The channel that it is about, where no request says so: a subscription that the hub ends. */
  readonly channel?: string | undefined;
}

/** The types of what is delivered. The channel of broadcasts carries `error` too. */
export type PublicationType = "event" | "process_output" | "process_status" | "error";

/** A message of a channel. */
export interface Publication {
  readonly type: PublicationType;
  /** `$all` for a broadcast. */
  readonly channel: string;
  readonly processId?: string | undefined;
  readonly data: unknown;
  /** Set once by the hub that took the message, in milliseconds since the epoch. */
  readonly timestamp?: number | undefined;
  readonly offset?: number | undefined;
  /** The offset of the message before it in this channel. */
  readonly previous?: number | undefined;
  readonly key?: string | undefined;
  /** It answers a request for history and is not part of a subscription. */
  readonly re?: number | undefined;
}

/** Messages of a channel are missing here. */
export interface Gap {
  readonly type: "gap";
  readonly channel: string;
  readonly reason: GapReason;
  /** Delivery goes on after this position. */
  readonly position: Position;
}

/** The hub is about to end this connection. */
export interface GoAway {
  readonly type: "goaway";
  readonly code: ErrorCode;
  /** The client leaves at a moment of its own choice within so many milliseconds. */
  readonly after: number;
}

/** All that a hub says. */
export type HubMessage =
  | Welcome
  | Ack
  | Subscribed
  | Failure
  | Publication
  | Gap
  | GoAway
  | Ping
  | Pong;
