// What an application's worker is handed, as the session inside of it needs it.

import { direct } from "../base/bound.ts";
import type { PoolPlugin } from "../worker.ts";
import type { SessionOwner } from "./session-owner.ts";

/** What a session stands on before it is started: nothing, which is enough to be stopped and to tell its state. */
export const NOT_STARTED = {
  id: "",
  connectionConfig: {},
  common: { clock: { now: () => 0 }, random: () => 0 },
  workerEnded() {},
} as unknown as SessionOwner;

/** `ended` is told what the session gives as its end. */
export function pluginOwner(plugin: PoolPlugin, ended: (cause: unknown) => void): SessionOwner {
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
