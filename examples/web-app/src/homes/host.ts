// A reader with its audience, for whatever scope it runs in.

import type { Reader, ReaderParts } from "../reader/reader.ts";
import { Audience } from "./audience.ts";

export type ReaderClass = new (parts: ReaderParts) => Reader;

/** Dials at once; the feeds are where the script came from, which is so in a page and in its workers. */
export function openHost(kind: ReaderClass): Audience {
  return new Audience(
    (audience) =>
      new kind({
        origin: location.origin.replace(/^http/, "ws"),
        onLine: (line) => audience.tell({ type: "lines", lines: [line] }),
      }),
  );
}
