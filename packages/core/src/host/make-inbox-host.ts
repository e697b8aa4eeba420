// Makes the `InboxHost` of a host: what the queues of its sessions need of it, and where they report.

import { BurstClock } from "../base/burst-clock.ts";
import type { InboxHost } from "../inbox/inbox-host.ts";
import type { HostServices } from "./host-services.ts";

/** `unread` is the warning that is told once if the application never reads. */
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
