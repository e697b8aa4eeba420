// Why messages were dropped, in words: for a line of the log, and for a cell of a table.

import type { OverflowRecord } from "skep";

export type DropCause = OverflowRecord["why"];

interface Words {
  readonly sentence: string;
  readonly cell: string;
}

export const DROP_CAUSES: Readonly<Record<DropCause, Words>> = {
  overflow: { sentence: "the inbox was full", cell: "inbox full" },
  refused: { sentence: "`onOpen` or `ready` refused the link", cell: "link refused" },
  closing: { sentence: "we had said goodbye already", cell: "after our goodbye" },
  ended: { sentence: "the peer was gone already", cell: "peer gone" },
};
