// A program that closes a pool with a peer in every state, and is over then without being told.
import { Pool, type Peer } from "skep";
import { job, say } from "./say.ts";

const urls = job<Record<string, string>>();
const pool = new Pool({ closeTimeout: 300 });
const peers = Object.entries(urls).map(([id, url]) => pool.connect({ id, url }));

// Reads, and waits for a message that never comes.
const reading = (async () => {
  for await (const message of pool.inbox) say({ message: message.data });
})();
const listening = (async () => {
  for await (const event of pool.events) if (event.type === "error") throw event.error;
})();

const stateOf = (peer: Peer): string => peer.state;
const isSettled = (): boolean =>
  peers.map(stateOf).join() === "connected,connected,dialing,waiting";

const settling = setInterval(() => {
  if (!isSettled()) return;
  clearInterval(settling);
  say({ states: peers.map(stateOf) });
  void close();
}, 5);

async function close(): Promise<void> {
  await pool.close();
  await Promise.all([reading, listening]);
  // Once more, patiently.
  await pool.close({ timeout: 60_000 });
  say({ closed: peers.map(stateOf) });
}
