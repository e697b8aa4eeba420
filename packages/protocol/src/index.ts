// The entry point `@skep/protocol`.

export { batchesOf, type Sized } from "./batch.ts";
export { decodeFromClient, decodeFromHub } from "./decode.ts";
export type { BadFrame, FromClient, FromHub, UnknownMessage } from "./decoded.ts";
export {
  encodeFromClient,
  encodeFromHub,
  encodePublication,
  encodePublish,
  jsonOf,
  type StoredPublication,
  type StoredPublish,
  type WireFormat,
} from "./encode.ts";
export {
  ERRORS,
  type ErrorCode,
  errorOfClose,
  isErrorCode,
  type Verdict,
  verdictOf,
} from "./error-codes.ts";
export {
  HELLO_TIMEOUT,
  MAX_CHANNEL,
  MAX_DEPTH,
  MAX_EPOCH,
  MAX_FRAME,
  MAX_KEY,
  MAX_PROCESS_ID,
} from "./limits.ts";
export type * from "./messages.ts";
export {
  ALL,
  channelFault,
  isKey,
  isProcessId,
  namespaceOf,
  PROCESS,
  processChannel,
} from "./names.ts";
export { GAP_REASONS, type GapReason, type Position } from "./position.ts";
export {
  greet,
  type Greeting,
  type GreetingEffect,
  type GreetingInput,
  type GreetingStep,
  VERSIONS,
} from "./greeting.ts";
export { protocolsWithToken, SUBPROTOCOL, tokenOfProtocols } from "./subprotocol.ts";
export type { Effect, Step } from "./subscription/effect.ts";
export type { Input } from "./subscription/input.ts";
export { initial, type State } from "./subscription/state.ts";
export { step } from "./subscription/table.ts";
