// The interface of a reader of the feeds, and the options that a reader takes. A pool or connections may stand behind it. Types only.

import type { LogLine, View } from "./told.ts";

export interface ReaderParts {
  /** Where the feeds are, such as `ws://127.0.0.1:8137`. */
  readonly origin: string;
  readonly onLine: (line: LogLine) => void;
}

export interface Reader {
  redial(id: string): void;
  view(): View;
}
