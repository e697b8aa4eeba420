// 50 messages a second and nothing else: what every server should be.

import type { Scenario } from "../scenario.ts";
import { talk } from "../speech.ts";

export function steady(): Scenario {
  return { speak: (socket) => talk(socket, 20) };
}
