// What a queue keeps of one message: with its peer in a pool, its data alone in a connection. Types, and what both have in common.

import type { BurstClock } from "../base/burst-clock.ts";
import type { Peer } from "../peer.ts";

/** What a peer said. */
export type Data = string | Uint8Array;

export interface Items<T> {
  make(peer: Peer, data: Data, burst: BurstClock, dial: number): T;
  dataOf(item: T): Data;
  /** The same message with its bytes in another place. */
  moved(item: T, data: Data): T;
}

/**
 * What a message counts for in all bounds, as `sizeOf` says. Text and bytes both have it as their length, which engines read
 * in place where the byteLength of bytes is a call. A worker may write the bare buffer that a socket gave it all the same.
 */
export function messageSize(data: Data): number {
  const { length }: { readonly length?: number } = data;
  return length ?? (data as Uint8Array).byteLength;
}
