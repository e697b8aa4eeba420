// What a step can be: something that happens to a simulation.

import type { Generation } from "../generation.ts";
import type { Simulation } from "../simulation.ts";

export type Act<S extends Simulation = Simulation> = (simulation: S) => void | Promise<void>;

/** Done with one of the sessions that are there, if there is one. */
export const withPeer =
  <S extends Simulation>(act: (generation: Generation, simulation: S) => void): Act<S> =>
  (simulation) => {
    const { registered, random } = simulation.world;
    if (registered.length > 0) act(random.pick(registered), simulation);
  };
