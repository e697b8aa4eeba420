// What docs/errors.md says of the errors of `@skep/hub`. A code without words does not compile.
import type { HubErrorCode } from "../../packages/hub/src/index.ts";
import type { PackageErrorWords } from "./channel-errors.ts";

export const HUB_ERRORS: Readonly<Record<HubErrorCode, PackageErrorWords>> = {
  ERR_HUB_ENGINE: {
    name: "EngineError",
    means:
      "The engine is away, or did not do what it was asked. After a publish nobody knows whether it did.",
    todo: "See the `cause`. Publish again later, with the same key.",
  },
  ERR_HUB_CONFLICT: {
    name: "ConflictError",
    means: "Something else was published under this key, and nothing was published now.",
    todo: "Give each message a key of its own.",
  },
  ERR_HUB_LIMIT: {
    name: "LimitError",
    means: "A client was not given a channel, as it has as many as `limits.subscriptions` allows.",
    todo: "Take another channel away from it, or raise the limit.",
  },
  ERR_HUB_TIMEOUT: {
    name: "AnswerTimeoutError",
    means:
      "`authorise` has not answered within `authTimeout`, which is told as an `error` event. The client was refused for now.",
    todo: "Let it heed its `signal`, or raise `authTimeout`.",
  },
  ERR_HUB_CLOSED: {
    name: "HubClosedError",
    means: "The hub, or the publisher, is closed.",
    todo: "Make a new one.",
  },
};
