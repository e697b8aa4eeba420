// No protocol: messages at once.

import { frame } from "../frame.mjs";

export function plain({ kind, payload, flood }) {
  flood(frame(kind, payload));
}
