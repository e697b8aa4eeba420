// A reader with its audience, for whatever scope it runs in.

import { Reader } from "../reader/reader.ts";
import { Audience } from "./audience.ts";

/** Dials at once; the feeds are where the script came from, which is so in a page and in its workers. */
export function openHost(): Audience {
  return new Audience(
    (audience) =>
      new Reader({
        origin: location.origin.replace(/^http/, "ws"),
        onView: (view) => audience.tell({ type: "view", view }),
        onLine: (line) => audience.tell({ type: "lines", lines: [line] }),
      }),
  );
}
