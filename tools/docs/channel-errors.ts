// What docs/errors.md says of the errors of `@skep/channels`. A code without words does not compile.
import type { ChannelErrorCode } from "../../packages/channels/src/index.ts";

/** The words for an error of one package. */
export interface PackageErrorWords {
  /** The class; `SkepError` where it has none of its own. */
  readonly name: string;
  readonly means: string;
  readonly todo: string;
}

export const CHANNEL_ERRORS: Readonly<Record<ChannelErrorCode, PackageErrorWords>> = {
  ERR_CHANNEL_REFUSED: {
    name: "RefusedError",
    means: "The hub has refused a request, a subscription or the client for good.",
    todo: "See `reason`, which is [a code of the protocol](protocol.md#error): `forbidden`, `conflict`, `too_large`, …",
  },
  ERR_CHANNEL_UNCERTAIN: {
    name: "UncertainError",
    means:
      "A publish was sent and its answer was lost; then the hub may no longer have known its key, or has refused it, which is the `cause`: nobody knows whether it happened.",
    todo: "Look into the history of the channel, or publish again where twice does no harm.",
  },
  ERR_CHANNEL_TOKEN: {
    name: "TokenError",
    means: "The function of the option `token` threw, gave no text, or gave nothing in time.",
    todo: "See the `cause`. It is asked again.",
  },
  ERR_CHANNEL_RETRIES: {
    name: "SkepError",
    means: "A `ReconnectingClient` has dialled in vain as often as `maxReconnectAttempts` lets it.",
    todo: "See the `cause`, which is how the last dial failed; call `connect` again.",
  },
  ERR_CHANNEL_CLOSED: {
    name: "ClientClosedError",
    means: "The client was closed, or its session was given up, which is the `cause`.",
    todo: "Make a new client.",
  },
};
