// What this transport says, as codes and values, for a trimmed build. Of what is required, a message has the path and the value.

import type * as full from "./words.ts";

export const OBJECT = "";
export const KNOWN = "";
export const CLASS = "";
export const PAYLOAD = "";
export const NOT_OPEN = "ERR_NOT_OPEN";
export const NO_BLOB = "ERR_BLOB";

export const floodOfPings: typeof full.floodOfPings = (node) => `GHSA-9fm3-97px-rjf6 ${node}`;
