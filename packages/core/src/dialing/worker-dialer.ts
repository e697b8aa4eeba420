// The dialer in the hands of a worker that the application made.

import type { DialRequest, DialSink, Dialer, Dialing, EnterOptions, Ticket } from "../worker.ts";
import type { PeerDialer } from "./peer-dialer.ts";
import { SinkAttempt } from "./sink-attempt.ts";

export class WorkerDialer implements Dialer {
  readonly #dialer: PeerDialer;
  /** Told each time the origin answers again. */
  reachable: () => void = nothing;

  constructor(dialer: PeerDialer) {
    this.#dialer = dialer;
  }

  enter(admitted: () => void, options?: EnterOptions): Ticket {
    return this.#dialer.enter(admitted, options);
  }

  dial(ticket: Ticket, request: DialRequest, sink: DialSink): Dialing {
    const threw = (error: unknown): void => this.#dialer.threw(error);
    return this.#dialer.dial(ticket, request, new SinkAttempt(sink, threw));
  }

  onReachable(listener: () => void): void {
    this.reachable = listener;
  }
}

function nothing(): void {}
