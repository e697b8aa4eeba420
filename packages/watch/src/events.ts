// The events of watchers, managers and groups.

import type { WatchState } from "./diagnosis/diagnosis.ts";
import type { Transition } from "./transition.ts";
import type { UplinkReason } from "./uplink.ts";

/** The state of a service has changed. Its type is the new state, and at a manager `transition`. */
export class TransitionEvent extends Event {
  readonly transition: Transition;

  constructor(type: WatchState | "transition", transition: Transition) {
    super(type);
    this.transition = transition;
  }
}

/** A flag of a service has changed, which is not its state. */
export class WatchFlagEvent extends Event {
  /** The name of the service. */
  readonly name: string;
  /** Whether it is flapping, or degraded, from now on. */
  readonly isSet: boolean;
  /** Why it is degraded, where its probe says so. */
  readonly reason: string | undefined;

  constructor(type: "flapping" | "degraded", name: string, isSet: boolean, reason?: string) {
    super(type);
    this.name = name;
    this.isSet = isSet;
    this.reason = reason;
  }
}

/** The uplink of this process is held to be lost, or no longer. */
export class UplinkEvent extends Event {
  readonly isLost: boolean;
  /** What said so. */
  readonly reason: UplinkReason;
  /** The services that failed together; empty where it was not they that said so. */
  readonly names: readonly string[];

  constructor(isLost: boolean, reason: UplinkReason, names: readonly string[]) {
    super("uplink");
    this.isLost = isLost;
    this.reason = reason;
    this.names = names;
  }
}

/** A listener or a callback has thrown. Nothing else was harmed. */
export class WatchErrorEvent extends Event {
  /** The name of the service; undefined where it is about none. */
  readonly name: string | undefined;
  readonly error: unknown;

  constructor(name: string | undefined, error: unknown) {
    super("error");
    this.name = name;
    this.error = error;
  }
}

/** The events of a watcher by type. */
export interface WatcherEventMap {
  /** A listener that comes later is told in a microtask, where this is the state. So it is with `down`. */
  ready: TransitionEvent;
  down: TransitionEvent;
  unknown: TransitionEvent;
  flapping: WatchFlagEvent;
  degraded: WatchFlagEvent;
  error: WatchErrorEvent;
}

/** The events of a manager by type. */
export interface ManagerEventMap {
  /** Of each of its watchers. */
  transition: TransitionEvent;
  flapping: WatchFlagEvent;
  degraded: WatchFlagEvent;
  uplink: UplinkEvent;
  /** Of each of its watchers, and of itself. */
  error: WatchErrorEvent;
}

export const WATCHER_EVENTS: readonly (keyof WatcherEventMap)[] = [
  "ready",
  "down",
  "unknown",
  "flapping",
  "degraded",
  "error",
];

export const MANAGER_EVENTS: readonly (keyof ManagerEventMap)[] = [
  "transition",
  "flapping",
  "degraded",
  "uplink",
  "error",
];
