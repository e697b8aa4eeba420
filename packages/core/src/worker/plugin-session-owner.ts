// Makes the owner of a session out of the plugin that an application's worker is handed.

import { direct } from "../base/bound.ts";
import type { PoolPlugin } from "../worker.ts";
import type { SessionOwner } from "./session-owner.ts";

/** The owner of a session that is not started. It is enough to stop the session and to read its state. */
export const NOT_STARTED = {
  id: "",
  connectionConfig: {},
  common: { clock: { now: () => 0 }, random: () => 0 },
  workerEnded() {},
} as unknown as SessionOwner;

/** `ended` is called when the session has ended, with the error for which it was given up, if there is one. */
export function pluginSessionOwner(
  plugin: PoolPlugin,
  ended: (cause: unknown) => void,
): SessionOwner {
  const { id, connectionConfig, inbox, events, dialer } = plugin;
  let unsubscribe: (() => void) | undefined;
  return {
    id,
    connectionConfig,
    inbox,
    events,
    dialer,
    common: plugin,
    inContext: plugin.inContext ?? direct,
    timers: {
      schedule: (delay, due, owner, value) => plugin.clock.schedule(delay, () => due(owner, value)),
    },
    subscribe(session) {
      inbox.listen(session);
      dialer.onReachable(() => session.reachable());
      unsubscribe = plugin.environment.subscribe((signal) => session.hear(signal));
    },
    workerEnded(cause) {
      unsubscribe?.();
      ended(cause);
    },
  };
}
