// Lets each client wait before it accepts, and then says little.

import type { Scenario } from "../scenario.ts";
import { between, talk } from "../speech.ts";

export function late(): Scenario {
  return {
    answer: ({ accept }) => void setTimeout(accept, between(2_000, 3_000)),
    speak: (socket) => talk(socket, 2_500),
  };
}
