// A platform that lets one handshake a host through at a time, as Chromium and Firefox do, and queues the others unseen.

import { expect, test } from "vitest";
import type { DialTarget, Socket, SocketSink, Transport } from "../../src/index.ts";
import { MemoryTransport } from "../../src/testing/index.ts";
import { World } from "../pool/support/world.ts";

const PEERS = 60;
const HANDSHAKE = 400;

/** Dials of its platform wait for those before them; each handshake takes its time. */
class SerialTransport implements Transport {
  readonly name = "serial";
  readonly can: Transport["can"];
  readonly #inner = new MemoryTransport({ autoPong: true });
  #world!: World;
  #last: Promise<void> = Promise.resolve();

  constructor(serialHandshakes: boolean) {
    this.can = { ...this.#inner.can, serialHandshakes };
  }

  in(world: World): World {
    this.#world = world;
    return world;
  }

  dial(target: DialTarget, sink: SocketSink): Socket {
    const socket = this.#inner.dial(target, sink);
    const dial = this.#inner.latest;
    this.#last = this.#last.then(async () => {
      if (dial.terminated) return;
      await new Promise<void>((done) => this.#world.clock.schedule(HANDSHAKE, done));
      dial.accept();
    });
    return socket;
  }
}

async function connectAll(
  serialHandshakes: boolean,
  options: object = {},
  protocols?: (world: World) => Promise<string[]>,
): Promise<World> {
  const transport = new SerialTransport(serialHandshakes);
  const world = transport.in(new World({ transport, ...options }));
  const asked = protocols && { protocols: () => protocols(world) };
  for (let at = 0; at < PEERS; at++)
    world.pool.connect({ id: `${at}`, url: `wss://hive.example/${at}`, ...asked });
  await world.pass(PEERS * (HANDSHAKE + 5));
  return world;
}

test("time in the platform's own queue is no peer's dial time: no dial fails", async () => {
  const world = await connectAll(true);
  expect(world.of("dialfailed")).toEqual([]);
  expect(world.pool.stats()).toMatchObject({ connected: PEERS, dials: PEERS });
  await world.end();
});

test("a limit that was given counts, though dials then time out in that queue", async () => {
  const world = await connectAll(true, { dialing: { inFlight: 64 } });
  expect(world.of("dialfailed").length).toBeGreaterThan(0);
  await world.end();
});

test("dials that ask their providers fail as little: few ask at once, and no handshake waits for a provider", async () => {
  const slow = async ({ clock }: World): Promise<string[]> => {
    await new Promise<void>((done) => clock.schedule(1_500, done));
    return [];
  };
  const world = await connectAll(true, {}, slow);
  expect(world.of("dialfailed")).toEqual([]);
  // One by one they would be 13 by now; each eight take a provider's time and their handshakes.
  expect(world.pool.stats().connected).toBeGreaterThan(35);
  await world.pass(PEERS * HANDSHAKE);
  expect(world.pool.stats()).toMatchObject({ connected: PEERS, dials: PEERS });
  await world.end();
});

test("a provider that never answers keeps nobody else from dialling", async () => {
  const transport = new SerialTransport(true);
  const world = transport.in(new World({ transport }));
  const never = () => new Promise<string[]>(() => {});
  world.pool.connect({ id: "asks", url: "wss://hive.example/0", protocols: never });
  world.pool.connect("wss://hive.example/1");
  await world.pass(HANDSHAKE + 10);
  expect(world.pool.stats().connected).toBe(1);
  await world.end();
});
