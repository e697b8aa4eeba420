// What a worker is handed: what it has in common with all, and what is its own.

import type { RunInContext } from "../async-context.ts";
import { boundPort } from "../base/bound.ts";
import type { PoolPlugin } from "../worker.ts";

type OwnParts = Pick<
  PoolPlugin,
  | "id"
  | "signal"
  | "inbox"
  | "inboxCounter"
  | "events"
  | "dialer"
  | "inContext"
  | "connectionConfig"
>;

export type CommonParts = Omit<PoolPlugin, Exclude<keyof OwnParts, "signal">>;

/** `run` for a worker of the application: what it is called back for runs in the async context of its peer. */
export function pluginOf(
  common: CommonParts,
  own: OwnParts,
  run: RunInContext | undefined,
): PoolPlugin {
  // Written out: spread first, it would have a hidden class of its own for every peer.
  return {
    clock: boundPort(run, common.clock),
    burst: common.burst,
    random: common.random,
    environment: boundPort(run, common.environment),
    logger: common.logger,
    inboxCounter: own.inboxCounter,
    id: own.id,
    signal: own.signal,
    inbox: own.inbox,
    events: own.events,
    dialer: own.dialer,
    inContext: own.inContext,
    connectionConfig: own.connectionConfig,
  };
}
