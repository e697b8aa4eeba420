// A program in which all that can wait for a signal waits for one and the same.
import { Pool } from "skep";
import { job, say } from "./say.ts";

const PEERS = 12;

const next = <T>(all: AsyncIterable<T>): Promise<IteratorResult<T>> =>
  all[Symbol.asyncIterator]().next();

const url = job<string>();
const { signal } = new AbortController();
const pool = new Pool({ signal });
const peers = Array.from({ length: PEERS }, (_, at) => pool.connect({ id: `${at}`, url, signal }));
const waits = [
  ...peers.map((peer) => peer.whenConnected({ signal })),
  ...peers.map(() => next(pool.inbox.messages({ signal }))),
  ...peers.map(() => next(pool.events.records({ signal }))),
];
await Promise.all(peers.map((peer) => peer.whenConnected({ signal })));
await Promise.all(peers.map((peer) => peer.send("hello", { signal })));
await pool.close();
await Promise.all(waits);
say({ closed: PEERS });
