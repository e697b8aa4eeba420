// One dial of the default worker, told by a socket that breaks its contract.
import { expect, test } from "vitest";
import type { DialTarget, Socket, SocketSink, Transport } from "../../src/transport.ts";
import { MemoryTransport } from "../../src/testing/memory-transport.ts";
import { World } from "../pool/support/world.ts";

/** Hands out the sinks of a transport's dials, and changes its sockets. */
class Tapped implements Transport {
  readonly name = "tapped";
  readonly inner = new MemoryTransport({ autoAccept: true });
  readonly can = this.inner.can;
  readonly sinks: SocketSink[] = [];
  readonly #changes: Partial<Socket>;

  constructor(changes: Partial<Socket> = {}) {
    this.#changes = changes;
  }

  dial(target: DialTarget, sink: SocketSink): Socket {
    this.sinks.push(sink);
    return Object.assign(this.inner.dial(target, sink), this.#changes);
  }
}

async function connected(transport: Tapped, inbox = {}) {
  const world = new World({ transport, inbox });
  const peer = world.pool.connect({ id: "a", url: "wss://a.example" });
  await world.pass();
  expect(peer.state).toBe("connected");
  const [sink] = transport.sinks as [SocketSink];
  return { world, peer, sink };
}

test("a link that has ended hears nothing any more: a message that comes late is counted as dropped, and no more", async () => {
  const { world, peer, sink } = await connected(new Tapped());
  sink.message("in time");
  peer.redial();
  await world.pass(200);
  expect(peer.stats()).toMatchObject({ connects: 2, heartbeats: 1, dropped: 0 });
  sink.heard();
  sink.pong();
  sink.progress?.();
  sink.drained();
  sink.closing?.({ code: 1_012, reason: "" });
  sink.closed({ code: 1_006, reason: "" });
  sink.opened({ protocol: "" });
  expect(peer.stats()).toMatchObject({ state: "connected", heartbeats: 1, dropped: 0 });
  sink.message("late");
  expect(peer.stats()).toMatchObject({ received: 2, dropped: 1 });
  expect(world.texts()).toEqual(["in time"]);
  await world.end();
});

test("a link that is told twice to be open is open once", async () => {
  const { world, peer, sink } = await connected(new Tapped());
  sink.opened({ protocol: "" });
  expect(peer.stats()).toMatchObject({ state: "connected", connects: 1 });
  expect(world.types).toEqual(["connected"]);
  await world.end();
});

test("figures of a link begin at zero, whatever was heard and sent before it", async () => {
  const { world, peer, sink } = await connected(new Tapped());
  sink.message("one");
  sink.pong();
  peer.trySend("two");
  expect(peer.stats().connection).toMatchObject({ received: 1, sent: 1, heartbeats: 2 });
  peer.redial();
  await world.pass(200);
  expect(peer.stats()).toMatchObject({ received: 1, sent: 1, heartbeats: 2 });
  expect(peer.stats().connection).toMatchObject({ received: 0, sent: 0, heartbeats: 0 });
  await world.end();
});

test("what a socket throws where it is told to pause is told as error, and not thrown into the socket", async () => {
  const pause = (): never => {
    throw new Error("no brakes");
  };
  const { world, peer, sink } = await connected(new Tapped({ pause }), { capacity: 2 });
  for (let sent = 0; sent < 100; sent++) sink.message("news");
  expect(world.of("error").map(({ error }) => error)).toEqual([new Error("no brakes")]);
  expect(peer.state).toBe("connected");
  expect(world.texts()).toHaveLength(100);
  await world.end();
});
