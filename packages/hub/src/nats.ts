// The entry point `@skep/hub/nats`: an engine over NATS, for many hubs.

import { ConfigError } from "@skep/core/base";
import type { Engine, EngineListener, EngineSession } from "./engine/engine.ts";
import { EngineError } from "./errors.ts";
import type { NatsConnectionLike } from "./nats/connection-like.ts";
import { NatsSession } from "./nats/nats-session.ts";
import { checkConnection, fillNatsOptions, type NatsEngineOptions } from "./nats/options.ts";
import { hadNoResponder } from "./nats/requests.ts";
import { checkVersion } from "./nats/server-version.ts";

export type {
  NatsConnectionLike,
  NatsHeadersLike,
  NatsMessageLike,
  NatsSubscriptionLike,
} from "./nats/connection-like.ts";
export type { NatsEngineOptions, NatsStreamOptions } from "./nats/options.ts";

/**
 * An engine over the JetStream of nats-server 2.9 or later. All hubs and publishers with one `prefix` on one server share their channels. The connection
 * stays the application's: it is not closed with a hub. Throws a `ConfigError` for an option that cannot be used, and for a connection that gives up
 * after some attempts. `hub.ready` rejects with one for a server that is too old or has no JetStream, and for a stream that was made with other options;
 * with an `EngineError` where the server does not answer.
 */
export function natsEngine(
  connection: NatsConnectionLike,
  options: NatsEngineOptions = {},
): Engine {
  checkConnection(connection);
  const filled = fillNatsOptions(options);
  return {
    name: "nats",
    async open(listener: EngineListener): Promise<EngineSession> {
      const { info } = connection;
      if (info === undefined || connection.isClosed())
        throw new EngineError("There is no connection to NATS.");
      checkVersion(info.version);
      try {
        return await NatsSession.open(connection, filled, listener);
      } catch (error) {
        if (!hadNoResponder(error)) throw error;
        throw new ConfigError("connection", "one to a server with JetStream", "a server without");
      }
    },
  };
}
