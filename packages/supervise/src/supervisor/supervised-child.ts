// A child of a supervisor as an application holds it: by its name, over all its instances.

import type { State } from "../state.ts";
import type { StatusChange, WaitOptions } from "../worker.ts";

/** One child of a supervisor, over all its instances. */
export interface SupervisedChild {
  /** The name of its spec. */
  readonly name: string;
  /** What it is now; undefined once it was removed. */
  state(): State | undefined;
  /** As `Supervisor.restart`. */
  restart(options?: WaitOptions): Promise<void>;
  /**
   * Says that it has failed although it runs, as one does that does not answer. It is stopped, and that counts as a failure: its policy, backoff
   * and the intensity decide what follows. It changes nothing unless it is up.
   */
  fail(error: unknown): void;
  /** Calls `listener` at each change of its own status, until the returned function is called. */
  subscribe(listener: (change: StatusChange) => void): () => void;
}
