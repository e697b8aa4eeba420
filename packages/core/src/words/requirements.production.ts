// In place of what is required, for a trimmed build: nothing, as a message has the path and the value there.

import type * as full from "./requirements.ts";

export const GIVEN = "";
export const GIVEN_ID = "";
export const GIVEN_ONCE = "";
export const OBJECT = "";
export const OPTIONS = "";
export const CLOSE_CODE = "";
export const CLOSE_REASON = "";
export const TOKENS = "";
export const FIELDS = "";
export const FIELD = "";
export const URL_OF_WEBSOCKET = "";
export const WHOLE_URL = "";
export const PAYLOAD = "";
export const MEMORY = "";
export const WORKER_FACTORY = "";
export const CLASSIFY = "";
export const INBOX = "";
export const TRANSPORT = "";
export const IN_FACTORY = "";
export const NOT_WHILE_OPENING = "";

const nothing = (): string => "";

export const absent: typeof full.absent = nothing;
export const atMost: typeof full.atMost = nothing;
export const known: typeof full.known = nothing;
export const fitting: typeof full.fitting = nothing;
