// A new link as its gate is handed it: it can send, and says what the upgrade said.

import type { Clock } from "../base/clock.ts";
import { handled } from "../base/handled.ts";
import { MacrotaskBudget } from "../base/macrotask-budget.ts";
import { withHeaders } from "../base/with-headers.ts";
import { checkPayload } from "../options/arguments.ts";
import type { OpeningLink } from "../options/options.ts";
import type { MessageData, OpenInfo } from "../transport.ts";
import type { Outbox } from "./outbox.ts";

/** The link whose gate it is. */
export interface OpeningOwner {
  readonly dial: number;
  readonly clock: Clock;
  readonly outbox: Outbox;
}

/** All but `receive`, which the gate adds. */
export function openingLink(
  owner: OpeningOwner,
  protocol: string,
  headers: OpenInfo["headers"],
  signal: AbortSignal,
): Omit<OpeningLink, "receive"> {
  const budget = new MacrotaskBudget(owner.clock);
  const send = async (data: MessageData): Promise<void> => {
    checkPayload(data);
    return owner.outbox.send(data, undefined);
  };
  const link = {
    send: (data: MessageData) => handled(budget.spend(send(data))),
    dial: owner.dial,
    protocol,
    signal,
  };
  return withHeaders(link, headers);
}
