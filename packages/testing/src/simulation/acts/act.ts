// What a step can be: something that happens to a simulation. Types only.

import type { Simulation } from "../simulation.ts";

export type Act = (simulation: Simulation) => void | Promise<void>;
