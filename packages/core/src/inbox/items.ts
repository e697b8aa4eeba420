// What a queue keeps of one message: with its peer in a pool, its data alone in a connection. Types, and what both have in common.

import type { BurstClock } from "../base/burst-clock.ts";
import type { Peer } from "../peer.ts";

/** The content of one message. */
export type Data = string | Uint8Array;

/** How a queue makes and reads its items. */
export interface ItemFormat<T> {
  make(peer: Peer, data: Data, burst: BurstClock, dial: number): T;
  dataOf(item: T): Data;
  /** The same message with its bytes in another place. */
  moved(item: T, data: Data): T;
}

/**
 * The size of a message in all bounds, the same as `sizeOf` gives. For text and bytes it is `length`, which engines read in place;
 * reading `byteLength` is a call. A bare ArrayBuffer has only `byteLength`; a worker may write one, although its type forbids this.
 */
export function messageSize(data: Data): number {
  const { length }: { readonly length?: number } = data;
  return length ?? (data as Uint8Array).byteLength;
}
