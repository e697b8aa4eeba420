// A health handler as a listener of node:http, and of frameworks that stand on it.

import type { IncomingMessage, ServerResponse } from "node:http";
import { type HealthHandlerOptions, healthHandler } from "../health/health-handler.ts";
import type { HealthSource } from "../health/health-report.ts";

/** Answers every request that it is given, so it stands behind a check of the path where the server serves more. */
export type HealthListener = (request: IncomingMessage, response: ServerResponse) => void;

/** The endpoints of `healthHandler` for `createServer(listener)`. Throws a `ConfigError`. */
export function healthListener(
  manager: HealthSource,
  options: HealthHandlerOptions = {},
): HealthListener {
  const handle = healthHandler(manager, options);
  return (request, response) => {
    handle(requestOf(request)).then(
      (answer) => void send(answer, response),
      // A target that is no path, such as `*` of OPTIONS.
      () => void response.writeHead(400).end(),
    );
  };
}

function requestOf({ method = "GET", url = "/" }: IncomingMessage): Request {
  // The path alone matters: a Host header is the client's to say. Methods that `Request` refuses are answered like all others that are not allowed.
  const isKnown = method === "GET" || method === "HEAD";
  const path = url.startsWith("/") ? url.replace(/^\/+/, "/") : "/";
  return new Request(`http://localhost${path}`, { method: isKnown ? method : "POST" });
}

async function send(answer: Response, response: ServerResponse): Promise<void> {
  response.writeHead(answer.status, Object.fromEntries(answer.headers));
  response.end(await answer.text());
}
