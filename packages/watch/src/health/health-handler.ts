// Health endpoints from `Request` to `Response`: for Deno.serve, Bun.serve, Hono, and with the adapter of `./node` for node:http.

import {
  checkMembers,
  checkNames,
  checkType,
  ConfigError,
  EXPOSITION_TYPE,
  expositionOf,
} from "@skep/core/base";
import { familiesOf } from "./families.ts";
import { type HealthSource, reportOf } from "./health-report.ts";
import { STATUS_PAGE, STATUS_PAGE_POLICY } from "./status-page.ts";

/** What is served, and where. */
export interface HealthHandlerOptions {
  /** The path of the endpoints; what stands behind it is told below. Default: `/health`. */
  readonly path?: string | undefined;
  /** Errors and reasons are shown. They name hosts and ports, so a public endpoint leaves them out. Default: `true`. */
  readonly details?: boolean | undefined;
}

/** Answers one request. Never rejects. */
export type HealthHandler = (request: Request) => Promise<Response>;

/**
 * Answers `GET` and `HEAD` under `path`:
 *
 * - `/health`, and the same at `/health/status`: the report of all services as JSON; 503 while a critical one is not ready;
 * - `/health/live`: 200 as long as the process answers. It asks for no service: an orchestrator that restarts a process whose database is down
 *   makes two outages of one;
 * - `/health/ready`: `{ ready }`; 503 while a critical service is not ready;
 * - `/health/metrics`: text for Prometheus;
 * - `/health/page`: a page that shows the services and updates itself.
 *
 * Everything else is 404. Throws a `ConfigError`.
 */
export function healthHandler(
  manager: HealthSource,
  options: HealthHandlerOptions = {},
): HealthHandler {
  checkMembers("manager", manager ?? null, ["status", "counts"]);
  checkNames(options, ["path", "details"]);
  checkType("details", options.details, "boolean");
  const { details = true, path = "/health" } = options;
  if (typeof path !== "string" || !/^(\/[^/?#]+)*$/.test(path))
    throw new ConfigError("path", "a path such as /health, without a slash at its end", path);
  return async (request) => {
    const { pathname } = new URL(request.url);
    const name = pathname.startsWith(path) ? pathname.slice(path.length) : undefined;
    const answer = name === undefined ? undefined : ENDPOINTS[name === "/" ? "" : name];
    if (answer === undefined) return responseOf(request, { status: 404, body: "Not found\n" });
    if (request.method !== "GET" && request.method !== "HEAD")
      return responseOf(request, { status: 405, body: "", headers: { allow: "GET, HEAD" } });
    return responseOf(request, answer(manager, details));
  };
}

interface Answer {
  readonly status?: number;
  readonly body: string;
  readonly headers?: Readonly<Record<string, string>>;
}

const HTML = {
  "content-type": "text/html; charset=utf-8",
  "content-security-policy": STATUS_PAGE_POLICY,
};

const report = (manager: HealthSource, details: boolean): Answer => {
  const told = reportOf(manager, details);
  return json(told, told.ready);
};

/** By what stands behind the path. */
const ENDPOINTS: Readonly<Record<string, (manager: HealthSource, details: boolean) => Answer>> =
  Object.assign(Object.create(null) as object, {
    "": report,
    "/status": report,
    "/live": () => json({ live: true }, true),
    "/ready": (manager: HealthSource) => {
      const { ready } = reportOf(manager, false);
      return json({ ready }, ready);
    },
    "/metrics": (manager: HealthSource) => ({
      body: metricsOf(manager),
      headers: { "content-type": EXPOSITION_TYPE },
    }),
    "/page": () => ({ body: STATUS_PAGE, headers: HTML }),
  });

/** The same text that `/health/metrics` answers with, for a program that serves its metrics elsewhere. */
export function metricsOf(manager: HealthSource): string {
  const counts = manager.counts();
  const none = { good: 0, failed: 0, transitions: 0 };
  return expositionOf(
    familiesOf(
      Object.values(manager.status()).map((status) => ({
        status,
        counts: counts.get(status.name) ?? none,
      })),
    ),
  );
}

function json(body: object, isGood: boolean): Answer {
  return {
    status: isGood ? 200 : 503,
    body: `${JSON.stringify(body)}\n`,
    headers: { "content-type": "application/json" },
  };
}

function responseOf({ method }: Request, { body, headers = {}, status = 200 }: Answer): Response {
  // A cache would tell of a service that has died since. RFC 9111, 5.2.2.5.
  const all = { "cache-control": "no-store", "x-content-type-options": "nosniff", ...headers };
  return new Response(method === "HEAD" ? null : body, { status, headers: all });
}
