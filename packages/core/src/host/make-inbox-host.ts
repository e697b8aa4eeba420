// What a host tells the queues of its sessions, and hears of them.

import { BurstClock } from "../base/burst-clock.ts";
import type { InboxHost } from "../inbox/inbox-host.ts";
import type { HostServices } from "./host-services.ts";

/** `unread` is the sentence that is told once where nobody has ever read. */
export function makeInboxHost(
  { announcer, clock, warnings }: HostServices,
  binary: "own" | "view",
  unread: string,
): InboxHost {
  return {
    burst: new BurstClock(clock),
    views: binary === "view",
    totals: { dropped: 0, late: 0, lateBytes: 0 },
    overflow: (peer, report) => announcer.overflow(peer, report),
    unread: () => warnings.say(unread),
  };
}
