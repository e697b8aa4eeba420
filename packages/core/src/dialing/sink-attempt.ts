// The dial of a worker that the application made: its sink is told, and cannot hurt anybody.

import type { DialError } from "../errors.ts";
import type { CloseFrame, CloseReport, OpenInfo } from "../transport.ts";
import type { DialSink } from "../worker.ts";
import { DialAttempt } from "./dial-attempt.ts";

export class SinkAttempt extends DialAttempt {
  readonly #sink: DialSink;
  readonly #threw: (error: unknown) => void;

  /** `threw` is told what the sink throws; thrown into a socket it would end the process. */
  constructor(sink: DialSink, threw: (error: unknown) => void) {
    super();
    this.#sink = sink;
    this.#threw = threw;
  }

  resolved(): void {
    this.#tell((sink) => sink.resolved());
  }

  unresolved(cause: DialError): void {
    this.#tell((sink) => sink.unresolved(cause));
  }

  protected whenOpened(info: OpenInfo): void {
    this.#tell((sink) => sink.opened(info));
  }

  protected whenClosed(report: CloseReport): void {
    this.#tell((sink) => sink.closed(report));
  }

  message(data: string | Uint8Array): void {
    if (this.isOver) return this.late(data);
    // No closure for each message.
    try {
      this.#sink.message(data);
    } catch (error) {
      this.#threw(error);
    }
  }

  heard(): void {
    if (!this.isOver) this.#tell((sink) => sink.heard());
  }

  pong(): void {
    if (!this.isOver) this.#tell((sink) => sink.pong());
  }

  drained(): void {
    if (!this.isOver) this.#tell((sink) => sink.drained());
  }

  progress(): void {
    if (!this.isOver) this.#tell((sink) => sink.progress?.());
  }

  closing(frame: CloseFrame): void {
    if (!this.isOver) this.#tell((sink) => sink.closing?.(frame));
  }

  #tell(call: (sink: DialSink) => void): void {
    try {
      call(this.#sink);
    } catch (error) {
      this.#threw(error);
    }
  }
}
