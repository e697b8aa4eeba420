// A request for an upgrade, without a server.

import type { UpgradeRequest } from "../../../src/admission/upgrade-request.ts";

export function requestWith(
  headers: Readonly<Record<string, string>> = {},
  url: string = "/",
  remoteAddress: string = "10.0.0.1",
): UpgradeRequest {
  return { url, headers: new Headers(headers), remoteAddress };
}
