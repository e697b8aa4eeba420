// A probe that asks over HTTP.

import { checkCount, checkNames, checkNumber, checkType, ConfigError } from "@skep/core/base";
import { isError, messageOf, shownText } from "../error-text.ts";
import { ProbeError } from "../errors.ts";
import { checkHeaders } from "../option-checks.ts";
import { type Probe, type ProbeContext, probeOf } from "../probe.ts";
import { checkExpected, matches } from "./expected-text.ts";
import { readUpTo } from "./read-up-to.ts";

/** What is asked, and which answer is a good one. None has to be given. */
export interface HttpProbeOptions {
  /** Default: `GET`. */
  readonly method?: string | undefined;
  /** Sent as they are. Default: none. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** The status that the answer must have, or a function that judges it. Default: 200 to 299. */
  readonly status?: number | ((status: number) => boolean) | undefined;
  /** What the body must have in it, or a function that judges it. Up to 64 KiB of it are read. Default: none of it is. */
  readonly body?: string | RegExp | ((text: string) => boolean) | undefined;
  /** Milliseconds within which the head of the answer must come. Default: the `probeTimeout` of the watcher; from 1. */
  readonly maxLatency?: number | undefined;
  /** Redirects are followed; else one is a failure, unless `status` takes it. Default: `false`. */
  readonly followRedirects?: boolean | undefined;
  /** Default: that of the platform. */
  readonly fetch?: typeof fetch | undefined;
}

const NAMES = ["method", "headers", "status", "body", "maxLatency", "followRedirects", "fetch"];
/** A health endpoint that says more is not one. */
const LONGEST_BODY = 65_536;

/**
 * Each probe has a connection of its own, where the platform allows it: one that was kept open may lead to a server that takes no new ones.
 * Nothing is cached, and no cookies are sent. Throws a `ConfigError`.
 */
export function httpProbe(url: string | URL, options: HttpProbeOptions = {}): Probe {
  const { hostname, href } = parsed(url);
  check(href, options);
  return probeOf(hostname, (context) => ask(href, options, context));
}

function parsed(url: string | URL): URL {
  // In a page, as `fetch` does it.
  const base = (globalThis as { location?: { href?: string } }).location?.href;
  let read: URL;
  try {
    read = new URL(url, base);
  } catch (cause) {
    throw new ConfigError("url", "an http: or https: URL", typeof url, cause);
  }
  if (!/^https?:$/.test(read.protocol))
    throw new ConfigError("url", "an http: or https: URL", read.protocol);
  // The platform would refuse each request.
  if (read.username !== "" || read.password !== "")
    throw new ConfigError("url", "without user info, which belongs to headers", "user info");
  return read;
}

function check(href: string, options: HttpProbeOptions): void {
  checkNames(options, NAMES);
  const { body, headers, maxLatency, method, status } = options;
  checkType("method", method, "string");
  checkType("followRedirects", options.followRedirects, "boolean");
  checkType("fetch", options.fetch, "function");
  if (maxLatency !== undefined) checkNumber("maxLatency", maxLatency, 1);
  if (status !== undefined && typeof status !== "function") checkCount("status", status, 100);
  checkHeaders("headers", headers);
  checkExpected("body", body);
  checkMethod(href, method);
}

/** The platform says which ones it sends. */
function checkMethod(href: string, method: string | undefined): void {
  try {
    void new Request(href, method === undefined ? {} : { method });
  } catch (cause) {
    throw new ConfigError("method", "a method of HTTP that may be sent", method, cause);
  }
}

async function ask(
  href: string,
  options: HttpProbeOptions,
  { now, signal }: ProbeContext,
): Promise<void> {
  const {
    fetch: send = fetch,
    followRedirects = false,
    headers,
    maxLatency,
    method = "GET",
  } = options;
  const began = now();
  const response = await send(href, {
    method,
    headers: withClose(headers),
    redirect: followRedirects ? "follow" : "manual",
    cache: "no-store",
    credentials: "omit",
    signal,
  }).catch((error: unknown) => {
    throw signal.aborted ? error : failureOf(error);
  });
  try {
    const latency = now() - began;
    checkStatus(response, options.status);
    if (maxLatency !== undefined && latency > maxLatency)
      throw new ProbeError(
        `It answered after ${Math.round(latency)} ms; ${maxLatency} are allowed.`,
      );
    if (options.body !== undefined) await checkBody(response, options.body, signal);
  } finally {
    // Whatever is left of it is not read; one that was read is done.
    if (response.body && !response.body.locked) await response.body.cancel().catch(() => {});
  }
}

function withClose(given: HttpProbeOptions["headers"]): Headers {
  const headers = new Headers(given);
  // In pages it is the browser's to say, which leaves it out.
  if (!headers.has("connection")) headers.set("connection", "close");
  return headers;
}

/** What a platform says of a request that failed, "fetch failed", is of no use; the cause is. Pages are not told it. */
function failureOf(error: unknown): unknown {
  const cause = isError(error) ? error.cause : undefined;
  if (!isError(cause)) return error;
  return new ProbeError(`It could not be asked: ${shownText(messageOf(cause))}`, cause);
}

function checkStatus(
  { status, type }: Response,
  expected: HttpProbeOptions["status"] = (given) => given >= 200 && given <= 299,
): void {
  const isGood = typeof expected === "number" ? status === expected : expected(status);
  if (isGood) return;
  // Pages are not told where a redirect leads, nor its status.
  const what = type === "opaqueredirect" ? "a redirect" : `the status ${status}`;
  throw new ProbeError(`It answered with ${what}.`);
}

async function checkBody(
  response: Response,
  expected: NonNullable<HttpProbeOptions["body"]>,
  signal: AbortSignal,
): Promise<void> {
  const text = response.body ? await readUpTo(response.body, LONGEST_BODY, signal) : "";
  if (!matches(text, expected)) throw new ProbeError("The body of its answer is another one.");
}
