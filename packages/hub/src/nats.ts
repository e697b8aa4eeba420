// The entry point `@skep/hub/nats`: an engine over NATS, for many hubs.

import { ConfigError, SkepError } from "@skep/core/base";
import type { Engine, EngineListener, EngineNeeds, EngineSession } from "./engine/engine.ts";
import { EngineError } from "./errors.ts";
import type { NatsConnectionLike } from "./nats/connection-like.ts";
import { lacksJetStream } from "./nats/jetstream.ts";
import { NatsSession } from "./nats/nats-session.ts";
import {
  checkConnection,
  type FilledNatsOptions,
  fillNatsOptions,
  type NatsEngineOptions,
  type StreamSettings,
} from "./nats/options.ts";
import { checkFits } from "./nats/publishing.ts";
import { checkServer } from "./nats/server-info.ts";

export type {
  NatsConnectionLike,
  NatsHeadersLike,
  NatsMessageLike,
  NatsEnvelopeLike,
  NatsServerInfoLike,
  NatsStatusLike,
  NatsSubscriptionLike,
} from "./nats/connection-like.ts";
export type { NatsEngineOptions, NatsStreamOptions } from "./nats/options.ts";

/** Throws a `ConfigError` where a stream keeps less than a namespace of the hub. */
function checkNeeds({ streamFor, streams }: FilledNatsOptions, needs?: EngineNeeds): void {
  const { keys = 0, namespaces = {} } = needs ?? {};
  for (const [name, retention] of Object.entries(namespaces))
    checkFits({ retention }, streams[streamFor(name)] as StreamSettings, `namespace "${name}"`);
  for (const settings of streams) checkFits({ keys }, settings, "the keys of a hub");
}

/**
 * An engine over the JetStream of nats-server 2.9 or later. All hubs and publishers with one `prefix` on one server share their channels. The connection
 * stays the application's: it is not closed with a hub. Throws a `ConfigError` for an option that cannot be used, and for a connection that gives up
 * after some attempts. `hub.ready` rejects with one for a server that is too old, takes too short messages or has no JetStream, for a stream that was made with other options or is of a namespace that is not named, and for
 * one that keeps less than a namespace of the hub; with an `EngineError` where the server does not answer.
 */
export function natsEngine(
  connection: NatsConnectionLike,
  options: NatsEngineOptions = {},
): Engine {
  checkConnection(connection);
  const filled = fillNatsOptions(options);
  return {
    name: "nats",
    async open(listener: EngineListener, needs?: EngineNeeds): Promise<EngineSession> {
      checkNeeds(filled, needs);
      const { info } = connection;
      if (info === undefined || connection.isClosed())
        throw new EngineError("There is no connection to NATS.");
      checkServer(info);
      try {
        return await NatsSession.open(connection, filled, listener);
      } catch (error) {
        if (lacksJetStream(error))
          throw new ConfigError("connection", "one to a server with JetStream", "a server without");
        // The connection is being closed.
        if (!(error instanceof SkepError))
          throw new EngineError("There is no connection to NATS.", error);
        throw error;
      }
    },
  };
}
