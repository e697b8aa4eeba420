// The end of a session, which an engine that hangs must not hold up for ever.

import type { Clock } from "@skep/core/base";
import { EngineError } from "../errors.ts";
import { timelyAnswer } from "../timely-answer.ts";

/** Milliseconds that an engine has to end a session: as long as a closing client and its hub have for their goodbyes. */
export const END_TIMEOUT = 5_000;

/** `end` closes the session. Rejects with what the engine says where it cannot end the session, and with an `EngineError` where it says nothing in time. */
export async function endSession(end: () => Promise<void>, clock: Clock): Promise<void> {
  const ended = await timelyAnswer(end, { clock, timeout: END_TIMEOUT });
  if (ended.failure === "timeout")
    throw new EngineError(`The engine has not ended its session within ${END_TIMEOUT} ms.`);
  if (ended.failure !== undefined) throw ended.error;
}
