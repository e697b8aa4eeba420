// A health handler as a listener of node:http, and of frameworks that stand on it.

import {
  type HealthHandler,
  healthHandler,
  type HealthHandlerOptions,
} from "../health/health-handler.ts";
import type { HealthSource } from "../health/health-report.ts";

/** A request of node:http, by what is read of it. */
export interface NodeRequestLike {
  readonly method?: string | undefined;
  readonly url?: string | undefined;
}

/** A response of node:http, by what is written to it. */
export interface NodeResponseLike {
  writeHead(status: number, headers?: Record<string, string>): unknown;
  end(text?: string): unknown;
}

/** Answers every request that it is given, so it stands behind a check of the path where the server serves more. */
export type HealthListener = (request: NodeRequestLike, response: NodeResponseLike) => void;

/** The endpoints of `healthHandler` for `createServer(listener)`. Throws a `ConfigError`. */
export function healthListener(
  manager: HealthSource,
  options: HealthHandlerOptions = {},
): HealthListener {
  const handle = healthHandler(manager, options);
  return (request, response) => {
    send(handle, request, response).catch(() => fail(response));
  };
}

function requestOf({ method = "GET", url = "/" }: NodeRequestLike): Request {
  // The path alone matters: a Host header is the client's to say. Methods that `Request` refuses are answered like all others that are not allowed.
  const isKnown = method === "GET" || method === "HEAD";
  const path = url.startsWith("/") ? url.replace(/^\/+/, "/") : "/";
  return new Request(`http://localhost${path}`, { method: isKnown ? method : "POST" });
}

async function send(
  handle: HealthHandler,
  request: NodeRequestLike,
  response: NodeResponseLike,
): Promise<void> {
  const answer = await handle(requestOf(request));
  response.writeHead(answer.status, Object.fromEntries(answer.headers));
  response.end(await answer.text());
}

/** A manager of another make has thrown, or somebody else, such as a timeout of a framework, has answered already. */
function fail(response: NodeResponseLike): void {
  try {
    response.writeHead(500);
    response.end();
  } catch {
    // It has been answered.
  }
}
