// The requirements of a trimmed build: empty texts, as its messages consist of the path and the value.

import type * as full from "./requirements.ts";

export const GIVEN = "";
export const GIVEN_ID = "";
export const SINGLE = "";
export const OBJECT = "";
export const OPTIONS = "";
export const CLOSE_CODE = "";
export const CLOSE_REASON = "";
export const TOKENS = "";
export const FIELDS = "";
export const FIELD = "";
export const URL_OF_WEBSOCKET = "";
export const ABSOLUTE_URL = "";
export const PAYLOAD = "";
export const MEMORY = "";
export const WORKER_FACTORY = "";
export const CLASSIFY = "";
export const INBOX = "";
export const TRANSPORT = "";
export const READ_BY_LOOP = "";
export const FUNCTION = "";
export const BOOLEAN = "";
export const TEXT = "";
export const SIGNAL = "";
export const IN_FACTORY = "";
export const NOT_WHILE_OPENING = "";

const nothing = (): string => "";

export const absent: typeof full.absent = nothing;
export const knownName: typeof full.knownName = nothing;
export const numberFrom: typeof full.numberFrom = nothing;
export const wholeFrom: typeof full.wholeFrom = nothing;
export const oneOf: typeof full.oneOf = nothing;
export const objectWith: typeof full.objectWith = nothing;
export const readByFew: typeof full.readByFew = nothing;
export const atMost: typeof full.atMost = nothing;
export const eventOf: typeof full.eventOf = nothing;
export const unknownName: typeof full.unknownName = nothing;
export const requirementOf: typeof full.requirementOf = nothing;
