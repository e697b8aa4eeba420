// What docs/errors.md says of the errors of `@skep/watch`. A code without words does not compile.
import type { WatchErrorCode } from "../../packages/watch/src/index.ts";
import type { PackageErrorWords } from "./channel-errors.ts";

export const WATCH_ERRORS: Readonly<Record<WatchErrorCode, PackageErrorWords>> = {
  ERR_WATCH_PROBE: {
    name: "ProbeError",
    means: "A probe has found that its service does not do what it should.",
    todo: "The message says what was found. It is the `lastError` of a watcher.",
  },
  ERR_WATCH_TIMEOUT: {
    name: "ProbeTimeoutError",
    means:
      "A probe did not end within `backoff.probeTimeout`, or the one before it ignores its signal and still runs.",
    todo: "Look at the service, and whether the probe ends when its signal aborts.",
  },
  ERR_WATCH_EXISTS: {
    name: "WatcherExistsError",
    means: "A service is already watched under this name. The watcher that there is goes on.",
    todo: "Take `manager.get(name)`, or `remove` it first.",
  },
  ERR_WATCH_STOPPED: {
    name: "WatchStoppedError",
    means: "The watcher, its manager or the group was stopped.",
    todo: "Make a new one, or let the wait go.",
  },
};
