// The entry point `@skep/channels`.

export { ChannelClient, type ChannelHistory, type HistoryOptions } from "./channel-client.ts";
export type { ChannelClientOptions } from "./client-options.ts";
export {
  type ChannelErrorCode,
  ClientClosedError,
  RefusedError,
  TokenError,
  UncertainError,
} from "./errors.ts";
export type {
  ChannelBegin,
  ChannelClientEventMap,
  LinkBegin,
  LinkEnd,
  SubscriptionEventMap,
} from "./events.ts";
export type { Message } from "./message.ts";
export type { PublishOptions } from "./publishing.ts";
export type { ChannelGap, ChannelItem, SubscribeOptions, Subscription } from "./subscription.ts";
export { reconnectDefaults, type ReconnectingClientOptions } from "./reconnect-options.ts";
export { ReconnectingClient, type ReconnectingClientEventMap } from "./reconnecting-client.ts";
export type { GivenToken, TokenContext, TokenPlace } from "./token.ts";
