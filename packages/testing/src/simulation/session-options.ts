// The options of a session that a seed has drawn, as a pool and a connection take them.

import type { PartialSessionOptions } from "@skep/core";
import { kindOfMessage } from "./message.ts";
import { PROBE } from "./wire.ts";
import type { World } from "./world.ts";

export function sessionOf(world: World): PartialSessionOptions {
  const { session, probe } = world.plan;
  return {
    ...session,
    ...(world.wantsReady && { ready: (data) => kindOfMessage(data) === "r" }),
    ...(probe && {
      probe: { message: () => PROBE, isAnswer: (data) => kindOfMessage(data) === "a" },
    }),
  };
}
