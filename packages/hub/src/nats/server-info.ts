// Whether a server has what the engine needs of it.

import { ConfigError } from "@skep/core/base";
import { MAX_FRAME } from "@skep/protocol";
import type { NatsServerInfoLike } from "./connection-like.ts";

/** The first that looks for the next message of a subject, which reading a history takes. Its RePublish is of 2.8.3. */
const LEAST = "2.9.0";

/** Bytes of the longest publication, and of what stands before it. By default, a server takes a mebibyte. */
const LEAST_PAYLOAD = MAX_FRAME + 1_024;

/** Throws a `ConfigError` for a server that cannot be used. */
export function checkServer({ max_payload: payload, version }: NatsServerInfoLike): void {
  if (!isEnough(version))
    throw new ConfigError("connection", `one to nats-server ${LEAST} or later`, version);
  if (payload !== undefined && payload < LEAST_PAYLOAD)
    throw new ConfigError(
      "connection",
      `one to a server with a max_payload of at least ${LEAST_PAYLOAD} bytes`,
      payload,
    );
}

/** Parts behind the number, such as `-beta.1`, are not looked at. */
function isEnough(version: string): boolean {
  const [, major = "", minor = ""] = /^v?(\d+)\.(\d+)/.exec(version) ?? [];
  return Number(major) > 2 || (Number(major) === 2 && Number(minor) >= 9);
}
