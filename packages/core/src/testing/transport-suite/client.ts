// The client's end of a link on stage: its socket, and what can be waited for.

import type { CloseReport, OpenInfo, Socket } from "../../transport.ts";
import type { RecordingSink } from "./recording-sink.ts";

type Until = <T>(what: string, look: () => T | undefined) => Promise<T>;

export class SuiteClient {
  readonly url: string;
  readonly socket: Socket;
  readonly sink: RecordingSink;
  readonly #until: Until;

  constructor(url: string, socket: Socket, sink: RecordingSink, until: Until) {
    this.url = url;
    this.socket = socket;
    this.sink = sink;
    this.#until = until;
  }

  opened(): Promise<OpenInfo> {
    return this.#until("opened", () => this.sink.info);
  }

  closed(): Promise<CloseReport> {
    return this.#until("closed", () => this.sink.report);
  }

  /** Takes the next message. */
  message(): Promise<string | Uint8Array> {
    return this.#until("a message", () => this.sink.messages.shift());
  }

  /** Waits until `look` is true after a report. */
  until(what: string, look: () => boolean): Promise<true> {
    return this.#until(what, () => look() || undefined);
  }
}
