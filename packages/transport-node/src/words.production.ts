// In place of what is required, for a trimmed build: nothing, as a message has the path and the value there.

import type * as full from "./words.ts";

export const OBJECT = "";
export const BOOLEAN = "";
export const TEXT = "";
export const COUNT = "";
export const WINDOW = "";
export const MATERIAL = "";
export const THRESHOLD = "";
export const AGENT = "";
export const FUNCTION = "";
export const FAMILY = "";
export const COMPRESSION = "";
export const PAYLOAD = "";
export const BROKEN_MASKING = "WARN_MASKING";
export const NOT_OPEN = "ERR_NOT_OPEN";

export const known: typeof full.known = () => "";
