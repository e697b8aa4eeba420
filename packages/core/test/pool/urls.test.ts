// Addresses as a page writes them: relative, or of http, resolved where the transport is known.

import { expect, test } from "vitest";
import { ConfigError, PeerExistsError, type Transport } from "../../src/index.ts";
import { MemoryTransport } from "../../src/testing/index.ts";
import { World } from "./support/world.ts";
import { said } from "../../../../tools/production/said.ts";

function based(base: string | undefined, inner = new MemoryTransport()): Transport {
  return { name: "based", can: inner.can, base, dial: (target, sink) => inner.dial(target, sink) };
}

test("a relative URL is resolved against the transport's base, and is found under all its forms", async () => {
  const network = new MemoryTransport();
  const world = new World({ transport: based("https://app.example/shop/cart", network) });
  const peer = world.pool.connect("/ws");
  expect(peer.id).toBe("wss://app.example/ws");
  for (const form of ["/ws", "../ws/", "https://app.example/ws", "wss://app.example:443/ws"]) {
    expect(world.pool.get(form)).toBe(peer);
    expect(() => world.pool.connect(form)).toThrow(PeerExistsError);
  }
  await world.pass();
  expect(network.latest.target.url).toBe("wss://app.example/ws");
  await world.end();
});

test("without a base it is refused, and what it holds is not shown", () => {
  const { pool } = new World();
  expect(() => pool.connect("/ws?token=canary")).toThrow(ConfigError);
  expect(() => pool.connect("/ws?token=canary")).toThrow(
    said('url must be an absolute ws: or wss: URL, as the transport has no base, got "/ws?…".'),
  );
  expect(pool.peers()).toEqual([]);
});

test("a provider may answer so, too; its peer waits at the origin that came of it", async () => {
  const network = new MemoryTransport();
  const transport = based("http://app.example/", network);
  const world = new World({ transport, dialing: { inFlight: 1 } });
  world.pool.connect({ id: "a", url: () => "/a" });
  await world.pass();
  world.pool.connect({ id: "b", url: "ws://app.example/b" });
  await world.pass();
  world.pool.connect({ id: "c", url: () => "http://other.example/c" });
  await world.pass();
  const dialed = (): string[] => network.dials.map(({ target }) => target.url);
  expect(dialed()).toEqual(["ws://app.example/a", "ws://other.example/c"]);
  network.dials[0]?.accept();
  await world.pass();
  expect(dialed().at(-1)).toBe("ws://app.example/b");
  await world.end();
});

test("a provider's relative URL without a base has failed the dial", async () => {
  const world = new World();
  world.pool.connect({ id: "a", url: () => "/ws" });
  await world.pass();
  expect(world.of("dialfailed")[0]?.cause).toMatchObject({
    phase: "resolve",
    cause: { code: "ERR_CONFIG", path: "url" },
  });
  await world.end();
});

test("options stand beside the URL, and headers may be the platform's", async () => {
  const world = new World({ headers: new Headers({ "x-a": "1" }) });
  world.pool.connect(new URL("wss://a.example"), {
    id: "a",
    protocols: "v1",
    headers: () => [["x-b", "2"]] as const,
  });
  await world.pass();
  expect(world.network.latest.target).toMatchObject({
    protocols: ["v1"],
    headers: { "x-a": "1", "x-b": "2" },
  });
  expect(() => world.pool.connect("wss://b.example", "v1" as never)).toThrow(ConfigError);
  expect(world.pool.peers()).toHaveLength(1);
  await world.end();
});
