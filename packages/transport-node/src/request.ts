// What ws is asked for with one dial: the caller's options, and what no caller decides.

import type { ClientRequest } from "node:http";
import type { Socket as Stream } from "node:net";
import type { DialTarget } from "@skep/core";
import type WebSocket from "isomorphic-ws";
import type { NodeTransportOptions } from "./options.ts";

// The timer of ws for an end that the peer owes us. Sessions wait less and terminate; it frees what nobody
// waits for: a link that we ended over a violation, and one whose peer closed but keeps the connection.
const CLOSE_TIMEOUT = 10_000;

// `maxPayload` of ws is a signed 32-bit number; more would turn negative, which is no limit at all.
const LARGEST_LIMIT = 2 ** 31 - 1;

// Newer than its types.
type ClientOptions = WebSocket.ClientOptions & { readonly closeTimeout: number };

/** `attach` is given the connection, before it is upgraded. */
export function requestOptions(
  { headers = {}, readLimit = 0 }: DialTarget,
  options: NodeTransportOptions,
  attach: (stream: Stream) => void,
): ClientOptions {
  return {
    perMessageDeflate: false,
    ...piecesFor(readLimit),
    ...(options as WebSocket.ClientOptions),
    closeTimeout: CLOSE_TIMEOUT,
    headers,
    followRedirects: false,
    maxPayload: Math.min(readLimit, LARGEST_LIMIT),
    // The one public way to the connection before it is upgraded.
    finishRequest: (request: ClientRequest) => {
      request.once("socket", attach);
      request.end();
    },
  };
}

/**
 * How many pieces a message may come in. Each costs some hundred bytes beside its own, so a message in
 * pieces of one byte would outgrow its limit by far; pieces of 128 bytes on average are allowed.
 */
function piecesFor(readLimit: number): { maxFragments?: number; maxBufferedChunks?: number } {
  if (readLimit === 0) return {};
  const pieces = Math.min(Math.max(1_024, Math.ceil(readLimit / 128)), LARGEST_LIMIT);
  return { maxFragments: pieces, maxBufferedChunks: pieces };
}
