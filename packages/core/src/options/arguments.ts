// Checks of what methods are given and what factories return. They throw a `ConfigError` that names the argument.

import { isCloseCode } from "../base/close-code.ts";
import { ConfigError } from "../errors.ts";
import type { MessageData } from "../transport.ts";
import type { CloseOptions, WaitOptions, Worker } from "../worker.ts";
import { checkRow } from "./check.ts";
import { has, isRecord } from "./record.ts";
import { POOL, type Row, SESSION } from "./table.ts";

/** Names that are not there are most often misspelt. */
function checkNames(options: unknown, names: string): void {
  if (!isRecord(options)) throw new ConfigError("options", "an object", options);
  for (const name of Object.keys(options))
    if (!names.split(" ").includes(name))
      throw new ConfigError(name, `one of ${names}`, options[name]);
}

/** What a close is given. */
export function checkClose(options: CloseOptions): void {
  checkNames(options, "code reason timeout signal");
  const { code, reason, timeout } = options;
  if (code !== undefined && !isCloseCode(code))
    throw new ConfigError("code", "1000 or from 3000 to 4999", code);
  // RFC 6455 5.5: 125 bytes with the code.
  if (reason !== undefined && !(typeof reason === "string" && bytesOf(reason) <= 123))
    throw new ConfigError("reason", "text of at most 123 bytes", reason);
  if (timeout !== undefined) checkRow(SESSION.closeTimeout as Row, timeout, "timeout");
  checkSignal(options);
}

const bytesOf = (text: string): number => new TextEncoder().encode(text).length;

/** What a wait is given. */
export function checkWait(options: WaitOptions): void {
  checkNames(options, "signal");
  checkSignal(options);
}

function checkSignal({ signal }: WaitOptions): void {
  if (signal !== undefined) checkRow(POOL.signal as Row, signal, "signal");
}

/** How many messages a batch may have. */
export function checkBatches(options: { readonly max?: number | undefined }): void {
  checkNames(options, "max");
  const { max = Infinity } = options;
  if (!(max === Infinity || (Number.isInteger(max) && max > 0)))
    throw new ConfigError("max", "a whole number from 1", max);
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
