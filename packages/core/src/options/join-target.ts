// Joins a target and options into one record. They are given as two arguments or as one.

import { ConfigError } from "../errors.ts";
import { OPTIONS, SINGLE } from "../words/requirements.ts";
import type { PeerOptions } from "./host-options.ts";
import { isRecord } from "./record.ts";

/** The arguments of `connect` as one record. */
export function joinTarget(target: string | URL | PeerOptions, options: unknown): unknown {
  if (options === undefined)
    return typeof target === "string" || "href" in Object(target) ? { url: target } : target;
  // The second argument of the platform's constructor is subprotocols. Text given here may be one, and so may be a secret.
  if (!isRecord(options)) throw new ConfigError("options", OPTIONS, typeof options);
  if ("url" in options) throw new ConfigError("url", SINGLE, "2 values");
  return { ...options, url: target };
}
