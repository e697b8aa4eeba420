// What a user does with a pool in one step, rightly and wrongly.

import { ConfigError, PeerExistsError, PeerNotFoundError } from "@skep/core";
import { type Act, withPeer } from "./act.ts";
import { throws } from "./refusal.ts";
import type { Action } from "../plan.ts";
import { LINGER } from "../books/lingering.ts";
import { hold } from "../hold.ts";
import type { PoolSimulation } from "../pool-simulation.ts";

export const poolActs: Partial<Record<Action, Act<PoolSimulation>>> = {
  connect: (simulation) => {
    if (simulation.world.registered.length < simulation.world.plan.peers) simulation.connect();
  },
  "connect again": withPeer(({ id }, { world, pool }) =>
    throws(world, () => pool.connect({ id, url: "wss://other.example" }), PeerExistsError),
  ),
  "connect wrongly": ({ world, pool }) => {
    const wrong = {
      id: "wrong",
      url: "wss://wrong.example",
      protocols: `no token ${world.canary}`,
    };
    throws(world, () => pool.connect({ ...wrong, url: "http-no-url" }), ConfigError);
    throws(world, () => pool.connect(wrong), ConfigError);
  },
  remove: withPeer((generation, { pool, leave }) => leave(generation, pool.remove(generation.id))),
  "remove and linger": withPeer((generation, { pool, leave }) => {
    generation.linger();
    leave(generation, pool.remove(generation.id, LINGER));
  }),
  "remove twice": withPeer((generation, { world, pool, leave }) => {
    leave(generation, generation.peer?.close() as Promise<void>);
    leave(generation, generation.peer?.close() as Promise<void>);
    pool.remove(generation.id).then(
      () => world.guard(() => hold(false, "clear errors", () => "removed twice")),
      (error: unknown) =>
        world.guard(() =>
          hold(error instanceof PeerNotFoundError, "clear errors", () => String(error)),
        ),
    );
  }),
  // Somebody who goes, and comes back: while nobody is there, nobody listens to the page.
  "leave all": ({ world, leave }) => {
    const { random, registered } = world;
    if (random.chance(0.5)) world.signal("hidden");
    for (const generation of registered)
      leave(generation, generation.peer?.close() as Promise<void>);
    if (random.chance(0.5)) world.signal("visible");
  },
  "abort a peer": withPeer((generation, { pool, leave }) => {
    const { peer, abort, id } = generation;
    abort.abort(new Error("the user gave the peer up"));
    hold(pool.get(id) !== peer, "aborts are heard", () => id);
    leave(generation, peer?.close() as Promise<void>);
  }),
  events: (simulation) => simulation.watchEvents(),
};
