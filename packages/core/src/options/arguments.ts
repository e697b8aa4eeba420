// Checks of what methods are given and what factories return. They throw a `ConfigError` that names the argument.

import { ConfigError } from "../errors.ts";
import type { MessageData } from "../transport.ts";
import type { Worker } from "../worker.ts";
import { checkRow } from "./check.ts";
import { has } from "./record.ts";
import { POOL, type Row, SESSION } from "./table.ts";

/** The code and reason of a close, where given. */
export function checkClose(code: unknown, reason: unknown): void {
  // WHATWG WebSockets, close(): 1000 or 3000 to 4999. RFC 6455 5.5 leaves 123 bytes for the reason.
  const allowed = Number.isInteger(code) && (code as number) >= 3000 && (code as number) <= 4999;
  if (code !== undefined && code !== 1000 && !allowed)
    throw new ConfigError("code", "1000 or from 3000 to 4999", code);
  if (reason === undefined) return;
  if (typeof reason !== "string" || new TextEncoder().encode(reason).length > 123)
    throw new ConfigError("reason", "text of at most 123 bytes", reason);
}

/** A payload that a socket can send. */
export function checkPayload(data: unknown): asserts data is MessageData {
  if (typeof data === "string" || ArrayBuffer.isView(data)) return;
  // By its tag, as `instanceof` does not know the ArrayBuffer of another realm.
  if (Object.prototype.toString.call(data) !== "[object ArrayBuffer]")
    throw new ConfigError("data", "a string, an ArrayBuffer or a view of one", data);
}

/** What a worker factory returned. */
export function checkWorker(value: unknown): Worker {
  const promise = has(value, "then");
  // Nobody will await it, and its rejection must not end the process.
  if (promise) (value as PromiseLike<unknown>).then(undefined, () => {});
  if (promise || !has(value, "start stop send stats"))
    throw new ConfigError("workerFactory", "a function that returns a worker", value);
  return value as Worker;
}

/** How long a close may take, where given. */
export function checkCloseLimits(timeout: unknown, signal: unknown): void {
  checkRow(SESSION.stopTimeout as Row, timeout, "timeout");
  checkRow(POOL.signal as Row, signal, "signal");
}
