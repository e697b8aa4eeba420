// What sister packages share with the core: ports and pieces that know nothing of sessions.

export { whenAborted } from "./abort-listeners.ts";
export { AlarmClock, type AlarmClockListener } from "./alarm-clock.ts";
export { isCloseCode } from "./close-code.ts";
export { type Clock, systemClock, type Timer } from "./clock.ts";
export { GuardedEventTarget, type Listener } from "./guarded-event-target.ts";
export { ownBytes } from "./own-bytes.ts";
export { checkMemory, plainPayload } from "./payload.ts";
export { ConfigError, InvariantError, SkepError } from "../errors.ts";
export type { LogContext, Logger } from "../logger.ts";
