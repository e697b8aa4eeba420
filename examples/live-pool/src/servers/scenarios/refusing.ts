// Overloaded: refuses twice with 503 and Retry-After, then accepts, and after a while begins anew.

import type { Scenario } from "../scenario.ts";
import { talk } from "../speech.ts";

const REFUSALS = 2;
/** Seconds. */
const RETRY_AFTER = 3;
/** Milliseconds for which it holds out. */
const STRENGTH = 7_000;

export function refusing(): Scenario {
  let refused = 0;
  return {
    answer({ accept, refuse }) {
      if (refused++ < REFUSALS) return refuse(RETRY_AFTER);
      refused = 0;
      accept();
    },
    speak(socket) {
      talk(socket, 100);
      const timer = setTimeout(() => socket.close(1013, "try again later"), STRENGTH);
      socket.once("close", () => clearTimeout(timer));
    },
  };
}
