// Makes the object that `onOpen` and `ready` get for a new link: it can send, and it has the protocol and headers of the upgrade.

import { handled } from "../base/handled.ts";
import type { MacrotaskBudget } from "../base/macrotask-budget.ts";
import { withHeaders } from "../base/with-headers.ts";
import { checkPayload } from "../options/arguments.ts";
import type { OpeningLink } from "../options/options.ts";
import type { MessageData, OpenInfo } from "../transport.ts";
import type { SendQueue } from "./send-queue.ts";

/** The parts of a link that its opening link needs. */
export interface OpeningOwner {
  readonly dial: number;
  readonly sendQueue: SendQueue;
}

/** The answer to the upgrade. */
interface Answer {
  readonly protocol: string;
  readonly headers: OpenInfo["headers"] | undefined;
}

/** An opening link without `receive`, which the gate adds. */
export function openingLink(
  owner: OpeningOwner,
  { protocol, headers }: Answer,
  signal: AbortSignal,
  budget: MacrotaskBudget,
): Omit<OpeningLink, "receive"> {
  const send = async (data: MessageData): Promise<void> => {
    checkPayload(data);
    return owner.sendQueue.send(data, undefined);
  };
  const link = {
    send: (data: MessageData) => handled(budget.spend(send(data))),
    dial: owner.dial,
    protocol,
    signal,
  };
  return withHeaders(link, headers);
}
