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

/** How a listener was added. */
interface Registration {
  readonly once: boolean;
  readonly signal: AbortSignal | undefined;
  /** The latest event of the type that it has missed. */
  readonly after: TransitionEvent | undefined;
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
  readonly #known = new WeakMap<object, Map<string, Registration>>();
  /** The latest event of each type. */
  readonly #told = new Map<string, TransitionEvent>();
  /** The listener that is told late just now. */
  #called: object | undefined;

  constructor(telling: LateTelling) {
    this.#telling = telling;
  }

  added(type: string, listener: Late, options?: boolean | ListenerOptions): void {
    const types = this.#known.get(listener) ?? new Map<string, Registration>();
    if (this.#isThere(type, types.get(type))) return;
    const { once, signal } = typeof options === "object" ? options : {};
    const event = this.#telling.latest();
    const after = event?.type === type ? event : this.#told.get(type);
    const registration = { once: once === true, signal, after };
    this.#known.set(listener, types.set(type, registration));
    // One that adds itself again while it is told would be told for ever.
    if (event?.type !== type || this.#called === listener) return;
    soon(() => {
      if (this.#telling.latest() !== event || types.get(type) !== registration) return;
      if (!this.#isThere(type, registration)) return;
      if (registration.once) this.#telling.remove(type, listener);
      this.#tell(event, listener);
    });
  }

  /** Its listeners have been told this event. */
  told(event: TransitionEvent): void {
    this.#told.set(event.type, event);
  }

  removed(type: string, listener: object): void {
    this.#known.get(listener)?.delete(type);
  }

  /** The platform takes some off by itself, and tells nobody. */
  #isThere(type: string, registration: Registration | undefined): boolean {
    if (registration === undefined || registration.signal?.aborted === true) return false;
    return !registration.once || this.#told.get(type) === registration.after;
  }

  #tell(event: TransitionEvent, listener: Late): void {
    const target = new LateTarget((error) => this.#telling.threw(error));
    const type = event.type as keyof LateEvents;
    target.addEventListener(type, listener);
    // An event that was dispatched keeps its target, so it is made again.
    this.#called = listener;
    target.dispatchEvent(new (event.constructor as typeof TransitionEvent)(type, event.transition));
    this.#called = undefined;
  }
}
