// Whether a server has what the engine needs of it.

import { ConfigError } from "@skep/core/base";

/** The first that looks for the next message of a subject, which reading a history takes. Its RePublish is of 2.8.3. */
const LEAST = "2.9.0";

/** Throws a `ConfigError` for a server that is too old. Parts behind the number, such as `-beta.1`, are not looked at. */
export function checkVersion(version: string): void {
  const [, major = "", minor = ""] = /^v?(\d+)\.(\d+)/.exec(version) ?? [];
  const isEnough = Number(major) > 2 || (Number(major) === 2 && Number(minor) >= 9);
  if (!isEnough)
    throw new ConfigError("connection", `one to nats-server ${LEAST} or later`, version);
}
