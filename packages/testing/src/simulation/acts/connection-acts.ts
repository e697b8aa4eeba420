// What a user does with a connection in one step, rightly and wrongly.

import { ConfigError } from "@skep/core";
import { Connection, type ConnectionOptions } from "@skep/core/connection";
import { type Act, withPeer } from "./act.ts";
import { throws } from "./refusal.ts";
import type { ConnectionSimulation } from "../connection-simulation.ts";
import type { Action } from "../plan.ts";
import { LINGER } from "../books/lingering.ts";
import { hold } from "../hold.ts";

export const connectionActs: Partial<Record<Action, Act<ConnectionSimulation>>> = {
  connect: (simulation) => {
    if (simulation.generation.isOver) simulation.openNext();
  },
  // Nothing is dialled: who would listen to it?
  "connect wrongly": ({ world, generation }) => {
    const { host, port } = generation;
    const make = (wrong: Partial<ConnectionOptions>) => () =>
      new Connection({ url: host.origin, transport: port, ...wrong });
    throws(world, make({ protocols: `no token ${world.canary}` }), ConfigError);
    throws(world, make({ url: "http-no-url" }), ConfigError);
    throws(world, make({ limit: { messages: 0 } }), ConfigError);
    throws(world, make({ signal: AbortSignal.abort(new RangeError("too late")) }), RangeError);
  },
  remove: withPeer((generation, { connection, world, leave }) => {
    const timeout = world.random.pick([undefined, 0, 50]);
    leave(generation, connection.close({ timeout }));
  }),
  "remove and linger": withPeer((generation, { connection, leave }) => {
    generation.linger();
    leave(generation, connection.close(LINGER));
  }),
  // Also of one that is over: that is no error.
  "remove twice": ({ world, generation, connection, leave }) => {
    generation.lingering.hurry(world.now);
    leave(generation, connection.close());
    leave(generation, connection.close({ timeout: 50 }));
  },
  "leave all": withPeer((generation, { world, connection, leave }) => {
    if (world.random.chance(0.5)) world.signal("hidden");
    leave(generation, connection[Symbol.asyncDispose]());
    if (world.random.chance(0.5)) world.signal("visible");
  }),
  "abort a peer": withPeer((generation, { connection, leave }) => {
    generation.abort.abort(new Error("the user gave the connection up"));
    const { state } = connection;
    hold(state === "closing" || state === "stopped", "aborts are heard", () => state);
    leave(generation, connection.closed);
  }),
};
