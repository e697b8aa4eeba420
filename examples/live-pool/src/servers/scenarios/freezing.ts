// Talks steadily, but its process is stopped and continued from outside: the link is half-open then.

import type { Scenario } from "../scenario.ts";
import { talk } from "../speech.ts";

export function freezing(): Scenario {
  return { speak: (socket) => talk(socket, 50) };
}
