// A program that gives up its dials in every way there is, thousands of them; it tells what they left behind.
import { subscribe } from "node:diagnostics_channel";
import type { Socket } from "node:net";
import { stat } from "node:fs/promises";
import { setImmediate as turn } from "node:timers/promises";
import { Pool, type ProviderContext } from "skep";
import type { GivenUpJob } from "../leak.ts";
import { hunt } from "./hunt.ts";
import { job } from "./say.ts";

const { url, rounds, dialsPerWay } = job<GivenUpJob>();

/** TCP connections of this process that were established. */
const tcp = { connected: 0, told: (): void => {} };

subscribe("net.client.socket", (message) => {
  (message as { socket: Socket }).socket.once("connect", () => {
    tcp.connected++;
    tcp.told();
  });
});

async function connections(count: number): Promise<void> {
  while (tcp.connected < count) await new Promise<void>((resolve) => (tcp.told = resolve));
}

const aborted = (signal: AbortSignal): Promise<never> =>
  new Promise((_, reject) => signal.addEventListener("abort", () => reject(signal.reason)));

await hunt(async ({ heap, signal, transport }) => {
  // Nobody answers, and nobody else gives up.
  const pool = new Pool({
    transport,
    signal,
    dialTimeout: 0,
    keepaliveTimeout: 0,
    retry: { minDelay: 0 },
    dialing: { perSecond: 1_000_000, inFlight: dialsPerWay },
  });
  const ids = Array.from({ length: dialsPerWay }, (_, at) => `${at}`);

  const established = async (begin: () => void): Promise<void> => {
    const count = tcp.connected + dialsPerWay;
    begin();
    await connections(count);
  };
  const connectAll = (lives: AbortSignal): void => {
    for (const id of ids) pool.connect({ id, url, signal: lives });
  };

  /** Each of the peers has a signal of its own. */
  async function bySignals(): Promise<void> {
    const controllers = ids.map(() => new AbortController());
    await established(() =>
      ids.forEach((id, at) => pool.connect({ id, url, signal: controllers[at]?.signal })),
    );
    for (const controller of controllers) controller.abort();
  }

  async function byOneSignal(): Promise<void> {
    const controller = new AbortController();
    await established(() => connectAll(controller.signal));
    controller.abort();
  }

  async function byRemoval(): Promise<void> {
    await established(() => connectAll(signal));
    await Promise.all(ids.map((id) => pool.remove(id)));
  }

  async function byRedial(): Promise<void> {
    await established(() => connectAll(signal));
    await established(() => pool.peers().forEach((peer) => peer.redial()));
    await Promise.all(ids.map((id) => pool.remove(id)));
  }

  /** While the system still connects: begun where events of files are told, so that the turn comes before those of sockets. */
  async function atOnce(): Promise<void> {
    await stat(".");
    connectAll(signal);
    await turn();
    await Promise.all(ids.map((id) => pool.remove(id)));
  }

  /** While its provider is asked. */
  async function unresolved(): Promise<void> {
    const provider = (context: ProviderContext): Promise<never> => aborted(context.signal);
    for (const id of ids) pool.connect({ id, url: provider, signal });
    await turn();
    await Promise.all(ids.map((id) => pool.remove(id)));
  }

  for (let round = 0; round < rounds; round++) {
    for (const way of [bySignals, byOneSignal, byRemoval, byRedial, atOnce, unresolved]) {
      await way();
      while (pool.peers().length > 0) await turn();
    }
    await heap.sample(tcp.connected);
  }
  return { pool, count: tcp.connected, also: { dials: pool.stats().dials } };
});
