// The entry point `@skep/core/base`: ports, small classes and functions that other packages of this repository use. No logic here.

export { whenAborted } from "./abort-listeners.ts";
export { abortable, type Settle } from "./abortable.ts";
export { AlarmClock, type AlarmClockListener } from "./alarm-clock.ts";
export { BoundedQueue } from "./bounded-queue.ts";
export { isCloseCode } from "./close-code.ts";
export { type Clock, LONGEST_DELAY, nextMacrotask, systemClock, type Timer } from "./clock.ts";
export { ExitGrace } from "./exit-grace.ts";
export { EXPOSITION_TYPE, expositionOf, type MetricFamily } from "./exposition.ts";
export { Fifo } from "./fifo.ts";
export { GuardedEventTarget, type Listener, type ListenerOptions } from "./guarded-event-target.ts";
export { handled } from "./handled.ts";
export { JoinedSignal } from "./joined-signal.ts";
export { LineSplitter } from "./line-splitter.ts";
export { MacrotaskBudget } from "./macrotask-budget.ts";
export {
  checkCount,
  checkMembers,
  checkNames,
  checkNumber,
  checkOneOf,
  checkSignal,
  checkType,
} from "./option-checks.ts";
export { OpenReads } from "./open-reads.ts";
export { ownBytes } from "./own-bytes.ts";
export { checkMemory, plainPayload } from "./payload.ts";
export { Reader, type ReadSource } from "./reader.ts";
export { type LogReading, type LogRecord, RecordLog } from "./record-log.ts";
export { redactUrl } from "./redact-url.ts";
export { sleep } from "./sleep.ts";
export { soon } from "./soon.ts";
export { safeLogger } from "../host/safe-logger.ts";
export { unlessAborted } from "./unless-aborted.ts";
export type { WaitOptions } from "./wait-options.ts";
export { backoff } from "../session/backoff.ts";
export { brand, ConfigError, InvariantError, SkepError } from "../errors.ts";
export type { Environment, Signal } from "../environment.ts";
export type { LogContext, Logger } from "../logger.ts";
export type { Socket, SocketSink, Transport } from "../transport.ts";
