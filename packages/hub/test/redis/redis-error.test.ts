// What Redis refuses, as the hub is told.

import { expect, test } from "vitest";
import { EngineError } from "../../src/errors.ts";
import { engineErrorOf, redisCode } from "../../src/redis/redis-error.ts";

test.each([
  ["TRYAGAIN Multiple keys request during rehashing of slot", "a slot is being moved"],
  ["CLUSTERDOWN The cluster is down", "the cluster is down"],
  ["LOADING Redis is loading the dataset in memory", "it is loading its data"],
  ["READONLY You can't write against a read only replica.", "it is a replica"],
  ["OOM command not allowed when used memory > 'maxmemory'.", "it is out of memory"],
  ["BUSY Redis is busy running a script.", "it runs a script for too long"],
])("%s is an engine that is away", (message, meaning) => {
  const cause = new Error(message);
  const error = engineErrorOf(cause);
  expect(error).toBeInstanceOf(EngineError);
  expect(error.message).toBe(`Redis refuses it: ${meaning}.`);
  expect(error.cause).toBe(cause);
});

test("so is everything else that can go wrong, and an error of the engine stays as it is", () => {
  const own = new EngineError("x");
  expect(engineErrorOf(own)).toBe(own);
  for (const thrown of [new Error("Socket closed unexpectedly"), "text", undefined, null])
    expect(engineErrorOf(thrown).message).toBe("Redis has not done what it was asked.");
});

test("a code is the first word of what Redis says, in capitals", () => {
  expect(redisCode(new Error("NOSCRIPT No matching script."))).toBe("NOSCRIPT");
  expect(redisCode(new Error("Socket closed"))).toBeUndefined();
  expect(redisCode({ message: 5 })).toBeUndefined();
  expect(redisCode(undefined)).toBeUndefined();
});
