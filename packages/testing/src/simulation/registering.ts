// How a simulated user registers a peer: with a number of its own, on one of the hosts, over a watched port.

import type { HeaderFields } from "@skep/core";
import { openLink } from "./gate.ts";
import { Generation } from "./generation.ts";
import type { PoolSimulation } from "./pool-simulation.ts";
import type { World } from "./world.ts";

/** Few ids, so that they are used again soon. */
const IDS = ["a", "b", "c", "d", "e"];

export function register(simulation: PoolSimulation): Generation | undefined {
  const { world, makeWorker, pool } = simulation;
  const { random, registered, generations } = world;
  const free = IDS.filter((id) => !registered.some((each) => each.id === id));
  if (free.length === 0 || world.isClosing) return undefined;
  const generation = new Generation(world, random.pick(free), random.pick(world.hosts));
  generations.push(generation);
  const peer = pool.connect({
    id: generation.id,
    url: `${generation.host.origin}/${generation.id}?token=${world.canary}`,
    protocols: random.chance(0.3) ? ["one", world.canary] : [],
    headers: () => provide(world, generation),
    signal: generation.abort.signal,
    transport: generation.port,
    ...(world.opensLinks && { onOpen: (link) => openLink(world, generation, link) }),
    workerFactory: () => makeWorker(generation.stepped),
  });
  generation.peer = peer;
  simulation.add(generation, peer);
  world.note(`${generation.name} at ${generation.host.origin}`);
  return generation;
}

/** A provider, and what providers do. */
export async function provide(world: World, { watch }: Generation): Promise<HeaderFields> {
  watch?.look();
  if (world.strikes("provider throws")) throw new Error(world.canary);
  if (world.strikes("provider hangs")) return new Promise(() => {});
  if (world.strikes("provider is slow")) await world.rest(world.random.pick([10, 1_000, 12_000]));
  return { authorization: world.canary };
}
