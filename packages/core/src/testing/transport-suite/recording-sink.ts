// A sink that writes down what it is told and notices what the port's contract forbids.

import type { CloseFrame, CloseReport, OpenInfo, SocketSink } from "../../transport.ts";

export class RecordingSink implements SocketSink {
  /** Set when `dial` has returned; nothing may be told before. */
  returned = false;
  info: OpenInfo | undefined;
  report: CloseReport | undefined;
  /** Messages that no case has taken yet. */
  readonly messages: (string | Uint8Array)[] = [];
  hearts = 0;
  pongs = 0;
  drains = 0;
  /** Times that `progress` was told. */
  chunks = 0;
  /** What `closing` told. */
  frame: CloseFrame | undefined;
  /** Broken rules. */
  readonly faults: string[] = [];
  /** Names of the latest reports, for error messages. */
  readonly told: string[] = [];
  #watchers: (() => boolean)[] = [];

  opened(info: OpenInfo): void {
    if (this.info !== undefined) this.faults.push("opened was told twice");
    this.#note("opened", () => (this.info = info));
  }

  message(data: string | Uint8Array): void {
    this.#noteOpen("message", () => this.messages.push(data));
  }

  heard(): void {
    this.#noteOpen("heard", () => (this.hearts += 1));
  }

  pong(): void {
    this.#noteOpen("pong", () => (this.pongs += 1));
  }

  drained(): void {
    this.#noteOpen("drained", () => (this.drains += 1));
  }

  progress(): void {
    this.#noteOpen("progress", () => (this.chunks += 1));
  }

  closing(frame: CloseFrame): void {
    if (this.frame !== undefined) this.faults.push("closing was told twice");
    this.#noteOpen("closing", () => (this.frame = frame));
  }

  closed(report: CloseReport): void {
    this.#note(`closed with ${report.code}`, () => (this.report = report));
  }

  /** Hands the first find of `look` to `found`: now, or after a later report. */
  watch<T>(look: () => T | undefined, found: (find: T) => void): void {
    const seek = (): boolean => {
      const find = look();
      if (find !== undefined) found(find);
      return find !== undefined;
    };
    if (!seek()) this.#watchers.push(seek);
  }

  #noteOpen(what: string, keep: () => void): void {
    if (this.info === undefined) this.faults.push(`${what} was told before opened`);
    this.#note(what, keep);
  }

  #note(what: string, keep: () => void): void {
    if (!this.returned) this.faults.push(`${what} was told before dial had returned`);
    if (this.report !== undefined) this.faults.push(`${what} was told after closed`);
    this.told.push(what);
    if (this.told.length > 20) this.told.shift();
    keep();
    this.#watchers = this.#watchers.filter((seek) => !seek());
  }
}
