// Two figures that Node and ws know and have no public name for. Read where they are there; nothing depends on them.

/* oxlint-disable no-underscore-dangle -- that is what they are called */

import type { Socket as Stream } from "node:net";
import type WebSocket from "isomorphic-ws";

/** Node's own timer for idle sockets reads it. Other runtimes may not have it. */
interface Handled {
  readonly _handle?: { readonly writeQueueSize?: number } | null;
}

interface Receiving extends WebSocket {
  readonly _receiver?: { readonly _totalPayloadLength?: number };
}

/** As `Socket.taken`: what the network took, also of the write that is under way. */
export function takenBy(stream: Stream | undefined): number | undefined {
  const { writeQueueSize } = (stream as unknown as Handled | undefined)?._handle ?? {};
  if (stream === undefined || writeQueueSize === undefined) return undefined;
  return stream.bytesWritten - stream.writableLength - writeQueueSize;
}

/** The length that the frames of the message under way have announced so far; 0 where it is not known. */
export function announcedLength(ws: Receiving | undefined): number {
  return ws?._receiver?._totalPayloadLength ?? 0;
}
