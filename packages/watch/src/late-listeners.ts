// Tells a listener that was added late what the state is: it has missed the event that said so.

import { GuardedEventTarget, type Listener, type ListenerOptions, soon } from "@skep/core/base";
import type { TransitionEvent } from "./events.ts";

type Late = Listener<TransitionEvent>;

interface LateEvents {
  ready: TransitionEvent;
  down: TransitionEvent;
  unknown: TransitionEvent;
}

/** One listener that is told one event, behind the same guard as all others. */
class LateTarget extends GuardedEventTarget<LateEvents> {
  readonly #threw: (error: unknown) => void;

  constructor(threw: (error: unknown) => void) {
    super(["ready", "down", "unknown"]);
    this.#threw = threw;
  }

  protected override listenerThrew(error: unknown): void {
    this.#threw(error);
  }
}

/** What adding a listener needs. */
export interface LateTelling {
  /** What has told the state that there is now; undefined where nothing was told yet. */
  latest(): TransitionEvent | undefined;
  /** Takes the listener off that wanted one event only. */
  remove(type: string, listener: Late): void;
  threw(error: unknown): void;
}

export class LateListeners {
  readonly #telling: LateTelling;
  /** The types for which a listener is there already: adding it again tells nothing. */
  readonly #known = new WeakMap<object, Set<string>>();

  constructor(telling: LateTelling) {
    this.#telling = telling;
  }

  added(type: string, listener: Late, options?: boolean | ListenerOptions): void {
    const types = this.#known.get(listener) ?? new Set();
    if (types.has(type)) return;
    this.#known.set(listener, types.add(type));
    const event = this.#telling.latest();
    if (event?.type !== type) return;
    soon(() => {
      if (this.#telling.latest() !== event || !types.has(type)) return;
      const given = typeof options === "object" ? options : {};
      if (given.signal?.aborted === true) return;
      if (given.once === true) this.#telling.remove(type, listener);
      this.#tell(event, listener);
    });
  }

  removed(type: string, listener: object): void {
    this.#known.get(listener)?.delete(type);
  }

  #tell(event: TransitionEvent, listener: Late): void {
    const target = new LateTarget((error) => this.#telling.threw(error));
    const type = event.type as keyof LateEvents;
    target.addEventListener(type, listener);
    // An event that was dispatched keeps its target, so it is made again.
    target.dispatchEvent(new (event.constructor as typeof TransitionEvent)(type, event.transition));
  }
}
