// The four homes of the reader. A pool reads the feeds in the page, in a dedicated worker or in a shared worker, or each feed has a connection.

import type { Told, Wish } from "../reader/told.ts";
import { liveAsConnections, liveInPage } from "./in-page.ts";
import { liveInSharedWorker } from "./in-shared-worker.ts";
import { liveInWorker } from "./in-worker.ts";

/** A way to the reader, wherever it is. */
export interface Home {
  wish(wish: Wish): void;
}

export type Listen = (told: Told) => void;

export const HOMES = {
  page: liveInPage,
  worker: liveInWorker,
  "shared-worker": liveInSharedWorker,
  connections: liveAsConnections,
} satisfies Record<string, (listen: Listen) => Home>;

export type HomeName = keyof typeof HOMES;

/** From `?in=…`; the page where it says nothing, or what this browser does not have. */
export function homeNamed(search: string): HomeName {
  const name = new URLSearchParams(search).get("in") ?? "page";
  const known = Object.hasOwn(HOMES, name) ? (name as HomeName) : "page";
  return known === "shared-worker" && !("SharedWorker" in globalThis) ? "page" : known;
}
