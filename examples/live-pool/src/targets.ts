// Whom the pool is to read: the demo's own servers, with what one of them needs, or yours.

import type { PeerOptions } from "skep";
import type { RunningServer } from "./servers/keeper.ts";

export function demoTargets(servers: readonly RunningServer[]): PeerOptions[] {
  return servers.map(({ name, url }) => ({ id: name, url, ...EXTRAS[name] }));
}

export function ownTargets(urls: readonly string[]): PeerOptions[] {
  return urls.map((url) => ({ url }));
}

// Three seconds of silence instead of twenty: a frozen server is to be noticed while somebody looks on.
const EXTRAS: Readonly<Record<string, Partial<PeerOptions>>> = {
  freezing: { session: { keepaliveTimeout: 3_000, pingInterval: 1_000 } },
};
