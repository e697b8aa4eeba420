// What an application says of who a client is. Types only.

import type { UpgradeRequest } from "./upgrade-request.ts";

/** What an authenticator is asked about. */
export interface AuthRequest {
  /** The token, from where `tokenFrom` says; undefined where the request has none. */
  readonly token: string | undefined;
  /** The address of the client; behind a proxy, that of the proxy unless `trustProxy` is set. */
  readonly remoteAddress: string;
  /** The request for the upgrade; undefined for a token that came in a message. */
  readonly upgrade: UpgradeRequest | undefined;
}

/** Who a client is. */
export interface AuthResult {
  /** Not blank; it is trimmed. */
  readonly userId: string;
  /** Anything that can be cloned; the hub keeps a copy. Default: none. */
  readonly claims?: Readonly<Record<string, unknown>> | undefined;
  /** Channels that the client has without asking for them. Default: none. */
  readonly channels?: readonly string[] | undefined;
  /** When the token ends, in milliseconds since the epoch: then the client is told `expired`, and its link ends. Default: never. */
  readonly expiresAt?: number | undefined;
}

/**
 * Says who a client is; undefined, throwing and rejecting mean that it is not let in. `signal` aborts when the answer is no longer wanted: the
 * client is gone, or `authTimeout` has passed.
 */
export type Authenticate = (
  request: AuthRequest,
  context: { readonly signal: AbortSignal },
) => AuthResult | undefined | Promise<AuthResult | undefined>;

/** Why a client was not let in. */
export type AuthFailure =
  /** There is no token, and `authenticate` did not let it in without one. */
  | "missing"
  /** What should be a token is none: another scheme, blank, or above 4,096 characters. */
  | "malformed"
  /** `authenticate` gave nothing. */
  | "refused"
  /** `authenticate` threw or rejected. */
  | "failed"
  /** `authenticate` has not answered in time. */
  | "timeout"
  /** The client was gone, or the hub was closed, before `authenticate` had answered. */
  | "gone"
  /** The token has ended. */
  | "expired"
  /** `authenticate` gave a blank user, claims that cannot be cloned, or a name that is no channel. */
  | "invalid"
  /** The user, or the address, has as many connections as it may have. */
  | "limit";
