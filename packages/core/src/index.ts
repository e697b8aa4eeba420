// The entry point of the core: names re-exported one by one, no logic.

export type { AsyncContext, RunInContext } from "./async-context.ts";
export { type Clock, systemClock, type Timer } from "./base/clock.ts";
export {
  BackpressureError,
  ConfigError,
  ConnectionClosedError,
  ConnectionUnavailableError,
  DialError,
  InvariantError,
  type LinkError,
  ReadLimitError,
  ReentrancyError,
  SkepError,
  type SkepErrorCode,
  WriteTimeoutError,
} from "./errors.ts";
export { PeerExistsError, PeerNotFoundError, PoolClosedError } from "./pool-errors.ts";
export type { Failure, FailureKind, FailurePhase } from "./failure.ts";
export type { DropCause } from "./inbox/loss-report.ts";
export type { BatchOptions, InboxMessage } from "./inbox/message.ts";
export { Inbox } from "./inbox/own-inbox.ts";
export type { LogContext, Logger } from "./logger.ts";
export type {
  GivenHeaders,
  HeaderFields,
  OwnInboxOptions,
  PeerOptions,
  PoolOptions,
  Provided,
  ProviderContext,
} from "./options/host-options.ts";
export type {
  DialingOptions,
  EventOptions,
  InboxLimit,
  InboxOptions,
  OpeningLink,
  PartialInboxOptions,
  PartialSessionOptions,
  Probe,
  RetryOptions,
  SendBufferOptions,
  SessionOptions,
  Verdict,
} from "./options/options.ts";
export type {
  CloseOptions,
  Peer,
  PoolStats,
  RedialOptions,
  RegisteredStats,
  Session,
  SessionStats,
  SessionTarget,
} from "./peer.ts";
export type {
  ConnectedRecord,
  DialFailedRecord,
  DisconnectedRecord,
  ErrorRecord,
  OverflowRecord,
  PoolEvent,
  PoolEventMap,
  PoolEventOf,
  PoolEvents,
  PoolEventType,
  RetiredRecord,
  SessionEventMap,
  WarningRecord,
} from "./pool/events.ts";
export { Pool } from "./pool/pool.ts";
export type { Signal, Environment } from "./environment.ts";
export type {
  BlobLike,
  CloseFrame,
  CloseReport,
  DialTarget,
  MessageData,
  OpenInfo,
  Socket,
  SocketSink,
  Transport,
  TransportCapabilities,
} from "./transport.ts";
export { normalizeUrl } from "./url.ts";
export type { ConnectionStats, LivenessMode } from "./connection-stats.ts";
export type { SessionState } from "./session-state.ts";
export type { StopOptions } from "./peer.ts";
export type { WaitOptions } from "./base/wait-options.ts";
