// Warnings, lines of the log and faults as codes and values, for a trimmed build.

import type * as full from "./warnings.ts";

export const UNREAD = "WARN_INBOX_UNREAD";
export const UNREAD_CONNECTION = "WARN_CONNECTION_UNREAD";
export const SECRET_ID = "WARN_SECRET_ID";
export const STARTED_TWICE = "ERR_STARTED_TWICE";

export const detached: typeof full.detached = (stopTimeout) => `WARN_DETACHED ${stopTimeout}`;
export const outOfTurn: typeof full.outOfTurn = (type) => `WARN_OUT_OF_TURN ${type}`;
