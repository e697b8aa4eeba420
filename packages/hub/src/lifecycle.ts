// The life of a hub: what it does now, who is told, and for how long clients that come are sent away.

import { HubClosedError } from "./errors.ts";
import { type HubStatus, HubStatusEvent } from "./hub-events.ts";

export interface LifecycleOptions {
  /** The engine is away. */
  readonly isDegraded: () => boolean;
  readonly tell: (event: HubStatusEvent) => void;
}

export class Lifecycle {
  readonly #options: LifecycleOptions;
  readonly #end = new AbortController();
  /** The status but for the engine. */
  #status: Exclude<HubStatus, "degraded"> = "starting";
  /** The status that was told last. */
  #told: HubStatus = "starting";
  #retryAfter = 1;

  constructor(options: LifecycleOptions) {
    this.#options = options;
  }

  get status(): HubStatus {
    return this.#status === "up" && this.#options.isDegraded() ? "degraded" : this.#status;
  }

  /** Aborts when the hub is closed. */
  get signal(): AbortSignal {
    return this.#end.signal;
  }

  /** Seconds after which a client may come again; undefined while clients are taken. */
  closedFor(): number | undefined {
    return this.#status === "up" ? undefined : this.#retryAfter;
  }

  started(): void {
    if (this.#status === "starting") this.#become("up");
  }

  /** Takes no more clients for so many milliseconds. */
  drain(over: number): void {
    this.#retryAfter = Math.ceil(over / 1_000);
    this.#become("draining");
  }

  close(): void {
    this.#become("closed");
    this.#end.abort(new HubClosedError());
  }

  #become(status: Exclude<HubStatus, "degraded">): void {
    this.#status = status;
    this.changed(undefined);
  }

  /** Tells the status where it is another one. */
  changed(reason: unknown): void {
    const { status } = this;
    if (status === this.#told) return;
    this.#told = status;
    this.#options.tell(new HubStatusEvent(status, reason));
  }
}
