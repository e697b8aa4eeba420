// An EventTarget whose listeners cannot hurt anybody: the platform would end a Node process for a throw.

import type { RunInContext } from "../async-context.ts";
import { ConfigError } from "../errors.ts";
import { eventOf } from "../words/requirements.ts";

/** Listens to one type of event, as a function or as an object. */
export type Listener<E extends Event> =
  | ((event: E) => unknown)
  | { handleEvent(event: E): unknown };

/** As `EventTarget` takes them; named here, as not every runtime's types have a name for them. */
export interface ListenerOptions {
  /** Means nothing here, as no target is inside of another one. Default: `false`. */
  readonly capture?: boolean | undefined;
  /** Removed after its first event. Default: `false`. */
  readonly once?: boolean | undefined;
  /** Means nothing here, as no event has a default action. Default: `false`. */
  readonly passive?: boolean | undefined;
  /** Removed when it aborts. Default: none. */
  readonly signal?: AbortSignal | undefined;
}

/** EventTarget with a typed map of events, behind one guard for what listeners throw or reject. */
export abstract class GuardedEventTarget<
  Events extends { [type in keyof Events]: Event },
> extends EventTarget {
  // The same guard for the same listener, so that the platform still sees duplicates and removals.
  readonly #guards = new WeakMap<object, Guard>();
  readonly #types: readonly (keyof Events & string)[];
  // Bound: the types that there are.
  readonly #heard = new Set<string>();

  readonly #reading: string | undefined;

  /** `types` are those of its events: listeners of others are refused. `reading` tells who listens for messages how they are read. */
  constructor(types: readonly (keyof Events & string)[], reading?: string) {
    super();
    this.#types = types;
    this.#reading = reading;
  }

  /** A listener was added for this type; it may have been removed since. */
  protected hears(type: keyof Events & string): boolean {
    return this.#heard.has(type);
  }

  /** Told what a listener threw, or what the promise that it returned rejected with. */
  protected abstract listenerThrew(error: unknown, event: Event): void;

  /** Captures the async context of a listener, where one is kept. */
  protected capture(): RunInContext | undefined {
    return undefined;
  }

  /**
   * Throws a `ConfigError` for a type that the target does not have, as the listener would never be called. A target that keeps async
   * contexts calls the listener in the context of its latest registration for this type.
   */
  override addEventListener<T extends keyof Events & string>(
    type: T,
    listener: Listener<Events[T]> | null,
    options?: boolean | ListenerOptions,
  ): void {
    if (!this.#types.includes(type))
      throw new ConfigError("type", eventOf(this.#types, type, this.#reading), type);
    this.#heard.add(type);
    const guard = this.#guard(listener);
    const run = guard && this.capture();
    if (run) (guard.contexts ??= new Map()).set(type, run);
    super.addEventListener(type, guard, options as AddEventListenerOptions);
  }

  override removeEventListener<T extends keyof Events & string>(
    type: T,
    listener: Listener<Events[T]> | null,
    options?: boolean | ListenerOptions,
  ): void {
    super.removeEventListener(type, this.#guard(listener), options as EventListenerOptions);
  }

  #guard(listener: Listener<never> | null): Guard | null {
    // Null and nonsense are the platform's to judge.
    if (listener === null || (typeof listener !== "function" && typeof listener !== "object"))
      return listener;
    const known = this.#guards.get(listener);
    if (known !== undefined) return known;
    const guard: Guard = (event) => {
      const call = (): void => this.#call(listener as Listener<Event>, event);
      const run = guard.contexts?.get(event.type);
      if (run === undefined) call();
      else run(call);
    };
    // A guard is its own guard: Node drops listeners of an aborted signal through `removeEventListener`.
    this.#guards.set(listener, guard).set(guard, guard);
    return guard;
  }

  #call(listener: Listener<Event>, event: Event): void {
    const threw = (error: unknown): void => this.listenerThrew(error, event);
    try {
      const result =
        typeof listener === "function" ? listener.call(this, event) : listener.handleEvent(event);
      // An async listener that rejects would be an unhandled rejection, which ends a process too.
      if (isThenable(result)) result.then(undefined, threw);
    } catch (error) {
      threw(error);
    }
  }
}

/** The function that is registered with the platform in place of the listener; it calls the listener. */
interface Guard {
  (event: Event): void;
  /** Contexts by the type of event. Bound: the types that the listener was ever added for. */
  contexts?: Map<string, RunInContext>;
}

function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof (value as PromiseLike<unknown> | null | undefined)?.then === "function";
}
