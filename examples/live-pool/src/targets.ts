// Whom the pool is to read: the demo's own servers, with what one of them needs, or yours.

import type { PeerOptions } from "skep";
import type { RunningServer } from "./servers/keeper.ts";

export function demoTargets(servers: readonly RunningServer[]): PeerOptions[] {
  return servers.map(({ name, url }) => ({ id: name, url, ...EXTRAS[name] }));
}

export function ownTargets(urls: readonly string[]): PeerOptions[] {
  const names = urls.map(nameOf);
  return urls.map((url, index) => ({ id: unique(names, index), url }));
}

/** The part of a URL that may be shown on a screen: user info and query are left out, as they may hold tokens. */
export function nameOf(url: string): string {
  const { protocol, host, pathname } = new URL(url);
  return `${protocol}//${host}${pathname}`.replace(/\/$/, "");
}

/** Two URLs may differ in what is not shown. */
function unique(names: readonly string[], index: number): string {
  const name = names[index] as string;
  const earlier = names.slice(0, index).filter((other) => other === name).length;
  return earlier === 0 ? name : `${name} (${earlier + 1})`;
}

// Three seconds of silence instead of twenty: a frozen server is to be noticed while somebody looks on.
const EXTRAS: Readonly<Record<string, Partial<PeerOptions>>> = {
  freezing: { keepaliveTimeout: 3_000, pingInterval: 1_000 },
};
