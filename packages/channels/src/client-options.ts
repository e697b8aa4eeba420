// The options of a client of a hub.

import type { Pool } from "@skep/core";
import type { ConnectionOptions } from "skep/connection";
import type { GivenToken, TokenPlace } from "./token.ts";

/** The options of a `Connection`, and what a hub needs. */
export interface ChannelClientOptions extends ConnectionOptions {
  /**
   * Who the client is, or a function that is asked for it with every dial, and before the token expires where the hub says when. What it
   * throws is a failed dial, and told as `error`. Default: none.
   */
  readonly token?: GivenToken | undefined;
  /**
   * Where the hub is shown the token: in the first message, in a subprotocol of the upgrade, or as the parameter `token` of the URL,
   * which ends up in logs. As a header: give `headers` in place of `token`. Default: `message`; one of `message`, `subprotocol`, `query`.
   */
  readonly tokenVia?: TokenPlace | undefined;
  /**
   * The client is a peer of this pool, with an inbox of its own: nothing of it reaches `pool.inbox`. Options of a connection that a peer
   * does not have, such as `environment` and `limit`, are the pool's, and a `ConfigError` here. Default: a connection of its own.
   */
  readonly pool?: Pick<Pool, "connect"> | undefined;
  /**
   * The name of the client in errors and log lines. With `pool`, it is the id of its peer, and has to be given where `url` is a function.
   * Default: the URL.
   */
  readonly id?: string | undefined;
}
