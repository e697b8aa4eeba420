// Checks of what methods are given and what factories return. They throw a `ConfigError` that names the argument.

import { checkMemory } from "../base/payload.ts";
import { ConfigError } from "../errors.ts";
import type { BatchOptions } from "../inbox/message.ts";
import type { CloseOptions, RedialOptions } from "../peer.ts";
import type { MessageData } from "../transport.ts";
import type { Worker } from "../worker.ts";
import type { WaitOptions } from "../base/wait-options.ts";
import { PAYLOAD, WORKER_FACTORY } from "../words/requirements.ts";
import { fill } from "./check.ts";
import { has } from "./record.ts";
import { BATCHES, CLOSE, REDIAL, type Shape, WAIT } from "./table.ts";

/** What a close is given. */
export const checkClose = (options: CloseOptions): void => check(CLOSE, options);

/** What a wait is given, if anything: most sends are without options, and pay nothing. */
export function checkWait(options: WaitOptions | undefined): void {
  if (options !== undefined) check(WAIT, options);
}

/** How batches are to be read. */
export const checkBatches = (options: BatchOptions): void => check(BATCHES, options);

/** What a redial is given. */
export const checkRedial = (options: RedialOptions): void => check(REDIAL, options);

function check(shape: Shape, options: object): void {
  // With an empty base, options that are left out stay undefined.
  fill(shape, options, {}, "");
}

// By its tag, as `instanceof` does not know the ArrayBuffer of another realm.
const BUFFER = /^\[object (Shared)?ArrayBuffer\]$/;

/** A payload that a socket can send. */
export function checkPayload(data: unknown): asserts data is MessageData {
  if (typeof data === "string") return;
  const isBytes = ArrayBuffer.isView(data) || BUFFER.test(Object.prototype.toString.call(data));
  // A Blob by its shape, as not every platform's has a tag.
  if (!isBytes && !has(data, "size:number arrayBuffer"))
    throw new ConfigError("data", PAYLOAD, typeof data === "number" ? typeof data : data);
  checkMemory(data as Exclude<MessageData, string>);
}

/** What a worker factory returned. */
export function checkWorker(value: unknown): Worker {
  const promise = has(value, "then");
  // Nobody will await it, and its rejection must not end the process.
  if (promise) (value as PromiseLike<unknown>).then(undefined, () => {});
  if (promise || !has(value, "start stop send stats state:string"))
    throw new ConfigError("workerFactory", WORKER_FACTORY, value);
  return value as Worker;
}
