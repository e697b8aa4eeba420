// A target and options, given as two arguments or as one, as one record.

import { ConfigError } from "../errors.ts";
import { GIVEN_ONCE, OPTIONS } from "../words/requirements.ts";
import type { PeerOptions } from "./host-options.ts";
import { isRecord } from "./record.ts";

/** What `connect` was given, as one record. */
export function joined(target: string | URL | PeerOptions, options: unknown): unknown {
  if (options === undefined)
    return typeof target === "string" || "href" in Object(target) ? { url: target } : target;
  // Subprotocols stand there in the platform's constructor, and may be secrets.
  if (!isRecord(options)) throw new ConfigError("options", OPTIONS, typeof options);
  if ("url" in options) throw new ConfigError("url", GIVEN_ONCE, "twice");
  return { ...options, url: target };
}
