// The entry point `@skep/channels`.

export { ChannelClient, type ChannelClientOptions, type HistoryOptions } from "./channel-client.ts";
export {
  type ChannelErrorCode,
  ClientClosedError,
  RefusedError,
  UncertainError,
} from "./errors.ts";
export type { PublishOptions } from "./publishing.ts";
export {
  type ChannelGap,
  type ChannelItem,
  type ChannelSubscription,
  RecoveredEvent,
  type SubscribeOptions,
} from "./subscription.ts";
