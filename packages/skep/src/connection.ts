// A connection with the transport and the environment of this runtime.

import {
  Connection as CoreConnection,
  type ConnectionOptions as CoreConnectionOptions,
} from "@skep/core/connection";
import { type BroughtOptions, complete } from "./complete.ts";

/** Everything that can be set for a connection by itself; only `url` has to be, where it is not the first argument. */
export interface ConnectionOptions
  extends Omit<CoreConnectionOptions, keyof BroughtOptions>, BroughtOptions {}

/**
 * One healing connection to one peer, without a pool: `for await (const data of connection)` gives what the peer says, `send` is
 * taken while connected, and events tell what happens.
 *
 * The loop goes on over lost links. It ends after `close()`, when all that waits was read, and throws the error for which the
 * connection was given up (`retired`). `break` leaves the loop and keeps the connection. Readers compete: each message goes to one.
 *
 * Bound: `limit`, in messages and bytes. Overflow: the link is given up and dialled anew when there is room; while nobody has
 * ever read, the oldest messages go instead. Either is counted and told as `overflow`. 1,024 calls of `next()` may be open at once.
 *
 * The constructor dials, and throws a `ConfigError` for an option that cannot be used, or the reason of a signal that is aborted.
 */
export class Connection extends CoreConnection {
  constructor(target: string | URL, options?: Omit<ConnectionOptions, "url">);
  constructor(options: ConnectionOptions);
  constructor(target: string | URL | ConnectionOptions, options?: Omit<ConnectionOptions, "url">) {
    if (typeof target === "string" || "href" in Object(target))
      super(target as string | URL, complete(options ?? {}));
    else if (options === undefined) super(complete(target as ConnectionOptions));
    else super(target as never, options as never);
  }
}
