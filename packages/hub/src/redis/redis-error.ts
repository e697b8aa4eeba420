// What went wrong at Redis, as the hub is told: with every one of its errors the engine is away for now, and the same publish may be sent again with its key.

import { EngineError } from "../errors.ts";

/** The first word of an error of Redis, which is its code (RESP, "Simple errors"). */
const CODE = /^[A-Z]{2,20}\b/;

/** `TRYAGAIN`, `LOADING` and so on; undefined for what did not come from Redis. */
export function redisCode(error: unknown): string | undefined {
  const { message } = Object(error) as { readonly message?: unknown };
  return typeof message === "string" ? CODE.exec(message)?.[0] : undefined;
}

/** In words. */
const MEANINGS: Readonly<Record<string, string>> = {
  TRYAGAIN: "a slot is being moved",
  CLUSTERDOWN: "the cluster is down",
  MASTERDOWN: "the replica has no master",
  LOADING: "it is loading its data",
  READONLY: "it is a replica",
  OOM: "it is out of memory",
  BUSY: "it runs a script for too long",
  MISCONF: "it cannot save its data",
  NOREPLICAS: "it has too few replicas",
  NOAUTH: "it wants a password",
  WRONGPASS: "the password is wrong",
  NOPERM: "the user may not do it",
  WRONGTYPE: "a key of another program is in the way",
};

/** An error of the engine stays as it is. */
export function engineErrorOf(error: unknown): EngineError {
  if (error instanceof EngineError) return error;
  const code = redisCode(error);
  const meaning = code === undefined ? undefined : MEANINGS[code];
  if (meaning !== undefined) return new EngineError(`Redis refuses it: ${meaning}.`, error);
  return new EngineError("Redis has not done what it was asked.", error);
}
