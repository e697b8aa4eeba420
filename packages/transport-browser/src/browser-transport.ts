// The transport over the platform's own WebSocket: which class, and what is known of it.

import { ConfigError, type Transport } from "@skep/core";
import { baseUrl } from "./base-url.ts";
import { serialisesHandshakes } from "./engine.ts";
import { knownFaults } from "./known-faults.ts";
import { PlatformSocket } from "./platform-socket.ts";
import { CLASS, KNOWN, OBJECT } from "./words.ts";
import type { WebSocketConstructorLike } from "./web-socket-like.ts";

/** What `browserTransport` takes; everything may be left out. */
export interface BrowserTransportOptions {
  /** The class to dial with. Default: the global `WebSocket`. */
  readonly WebSocket?: WebSocketConstructorLike | undefined;
}

/**
 * A transport over the platform's own `WebSocket`: browsers, web workers, workerd; by choice Deno, Bun, and
 * Node from 22 on.
 *
 * The platform shows neither pings nor the HTTP status of a refusal, cannot pause, sets no headers and limits
 * no message: sessions probe instead (`probe`), or judge nothing. Throws a `ConfigError` for unknown options,
 * and where there is no `WebSocket` to be had. Versions of Node with a known hole are told as `warning`.
 */
export function browserTransport(options: BrowserTransportOptions = {}): Transport {
  const WebSocket = chosen(options);
  return {
    name: "platform",
    can: {
      headers: false,
      status: false,
      readLimit: false,
      serialHandshakes:
        WebSocket === Reflect.get(globalThis, "WebSocket") && serialisesHandshakes(),
    },
    get base() {
      return baseUrl();
    },
    warnings: knownFaults(WebSocket),
    dial: (target, sink) => new PlatformSocket(WebSocket, target, sink),
  };
}

const PATH = "browserTransport";

function chosen(options: BrowserTransportOptions): WebSocketConstructorLike {
  if (Object(options) !== options) throw new ConfigError(PATH, OBJECT, options);
  for (const name of Object.keys(options))
    if (name !== "WebSocket")
      throw new ConfigError(`${PATH}.${name}`, KNOWN, typeof Reflect.get(options, name));
  const WebSocket: unknown = options.WebSocket ?? Reflect.get(globalThis, "WebSocket");
  if (typeof WebSocket !== "function") throw new ConfigError(`${PATH}.WebSocket`, CLASS, WebSocket);
  return WebSocket as WebSocketConstructorLike;
}
