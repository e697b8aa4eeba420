// What is shown of a pool, by whatever means.

import type { PoolEvent } from "skep";
import type { Sample } from "../figures/tally.ts";

/** One line on each server of the demo, by its id. It is empty where the user gave URLs of other servers. */
export type Habits = ReadonlyMap<string, string>;

export interface View {
  tell(event: PoolEvent): void;
  /** Called four times a second. */
  show(sample: Sample): void;
  /** The last look, when the pool is closed and all is read. */
  end(sample: Sample): void;
  /** Gives back what was borrowed. Also when the end never came; any number of times. */
  close(): void;
}
