// The entry point of a connection without a pool: names re-exported one by one, no logic.

export {
  BackpressureError,
  ConfigError,
  ConnectionClosedError,
  ConnectionUnavailableError,
  DialError,
  type LinkError,
  ReadLimitError,
  ReentrancyError,
  SkepError,
  type SkepErrorCode,
  WriteTimeoutError,
} from "../errors.ts";
export type { BatchOptions } from "../inbox/message.ts";
export type {
  ConnectionOptions,
  GivenHeaders,
  HeaderFields,
  Provided,
  ProviderContext,
} from "../options/host-options.ts";
export type {
  InboxLimit,
  OpeningLink,
  PartialSessionOptions,
  Probe,
  RetryOptions,
  SendBufferOptions,
  SessionOptions,
  Verdict,
} from "../options/options.ts";
export type { CloseOptions, RedialOptions, Session, SessionStats, SessionTarget } from "../peer.ts";
export type { SessionEventMap } from "../pool/events.ts";
export type { MessageData } from "../transport.ts";
export type { SessionState } from "../session-state.ts";
export type { StopOptions } from "../peer.ts";
export type { WaitOptions } from "../base/wait-options.ts";
export { Connection } from "./connection.ts";
