// The listeners of one peer, behind the guard that a pool has for its own. Made for the first of them.

import type { RunInContext } from "../async-context.ts";
import { GuardedEventTarget } from "../base/guarded-event-target.ts";
import type { Host } from "../host/host.ts";
import { READ_BY_LOOP } from "../words/requirements.ts";
import { POOL_EVENT_TYPES, type PoolEventType, type SessionEventMap } from "./events.ts";

export class PeerEvents extends GuardedEventTarget<SessionEventMap> {
  readonly #host: Host;

  constructor(host: Host) {
    super(POOL_EVENT_TYPES, READ_BY_LOOP);
    this.#host = host;
  }

  override hears(type: PoolEventType): boolean {
    return super.hears(type);
  }

  protected override capture(): RunInContext | undefined {
    return this.#host.options.asyncContext?.capture();
  }

  protected override listenerThrew(error: unknown, event: Event): void {
    this.#host.listenerThrew(error, event);
  }
}
