// Why a session was given up, as the error that its `retired` tells and its loops throw.

import { DialError, type LinkError } from "../errors.ts";
import type { Effect } from "../session/effect.ts";

/** How a session ended, as the machine says it; empty where it was stopped. */
export type Settled = Partial<Extract<Effect, { do: "settle" }>>;

/** The error of the last failure; a new one where it has to say more, as the last failure was told without knowing that it is the last. */
export function retirement(
  { failure, failedDials }: Settled,
  told: LinkError | undefined,
  id: string,
): LinkError | undefined {
  if (failure === undefined || failedDials === undefined) return failure && told;
  return new DialError(failure, id, failedDials);
}
