// The handle that an application holds of one registration in a pool.

import type { Listener, ListenerOptions } from "../base/guarded-event-target.ts";
import type { Registration } from "../host/registration.ts";
import { SessionHandle } from "../host/session-handle.ts";
import type { Peer } from "../peer.ts";
import { type PoolEvent, type PoolEventType, type SessionEventMap, SkepEvent } from "./events.ts";
import { PeerEvents } from "./peer-events.ts";

type Type = keyof SessionEventMap;

export class RegisteredPeer extends SessionHandle implements Peer {
  readonly #registration: Registration;
  // Most peers are listened to through their pool alone.
  #events: PeerEvents | undefined;

  constructor(registration: Registration) {
    super(registration);
    this.#registration = registration;
  }

  addEventListener<T extends Type>(
    type: T,
    listener: Listener<SessionEventMap[T]> | null,
    options?: boolean | ListenerOptions,
  ): void {
    this.#events ??= new PeerEvents(this.#registration.host);
    this.#events.addEventListener(type, listener, options);
  }

  removeEventListener<T extends Type>(
    type: T,
    listener: Listener<SessionEventMap[T]> | null,
    options?: boolean | ListenerOptions,
  ): void {
    this.#events?.removeEventListener(type, listener, options);
  }

  dispatchEvent(event: Event): boolean {
    return this.#events?.dispatchEvent(event) ?? true;
  }

  /** A listener of this peer was added for that type. */
  hears(type: PoolEventType): boolean {
    return this.#events?.hears(type) === true;
  }

  /** Dispatches a record about this peer to its listeners, after the pool's own listeners were called. */
  hear(record: PoolEvent): void {
    this.#events?.dispatchEvent(new SkepEvent(record));
  }
}
