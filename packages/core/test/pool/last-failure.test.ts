// Which peer failed, and why: errors name their peer, waits and figures have the last failure.

import { expect, test } from "vitest";
import { ConnectionUnavailableError, DialError, type ProviderContext } from "../../src/index.ts";
import { World } from "./support/world.ts";
import { said } from "../../../../tools/production/said.ts";

/** A world with one peer that was refused with 503, and waits. */
async function refused(): Promise<World> {
  const world = new World({ minUptime: 1_000 });
  (await world.dialed()).refuse({ status: 503 });
  await world.pass();
  return world;
}

test("stats show the last failure, which is what was told, until a link has been stable", async () => {
  const world = await refused();
  const [told] = world.of("dialfailed");
  expect(world.pool.peerStats("a").lastFailure).toBe(told?.cause);
  expect(world.pool.stats().peers[0]?.lastFailure).toMatchObject({ status: 503, id: "a" });
  await world.pass(3_000);
  world.network.latest.accept();
  expect(world.pool.peerStats("a").lastFailure).toBe(told?.cause);
  await world.pass(1_100);
  expect(world.pool.peerStats("a")).toMatchObject({ state: "connected", lastFailure: undefined });
  await world.end();
});

test("what the application did itself is no failure", async () => {
  const world = new World();
  await world.connected();
  world.pool.get("a")?.redial();
  expect(world.types).toEqual(["connected", "disconnected"]);
  expect(world.pool.peerStats("a").lastFailure).toBeUndefined();
  await world.end();
});

test("a provider is told the same failure", async () => {
  const world = new World();
  const asked: ProviderContext[] = [];
  world.pool.connect({
    id: "a",
    url: (context) => {
      asked.push(context);
      return "wss://a.example";
    },
  });
  await world.pass();
  world.network.latest.refuse({ status: 401 });
  await world.pass(3_000);
  expect(asked.map(({ lastFailure }) => lastFailure)).toEqual([
    undefined,
    world.of("dialfailed")[0]?.cause,
  ]);
  await world.end();
});

test("a wait that is aborted by the platform has the last failure as its cause", async () => {
  const world = await refused();
  const controller = new AbortController();
  const wait = world.pool.get("a")?.whenConnected({ signal: controller.signal });
  controller.abort();
  const error = await wait?.catch((caught: unknown) => caught as DOMException);
  expect(error).toMatchObject({ name: "AbortError" });
  expect((error as DOMException).cause).toBe(world.of("dialfailed")[0]?.cause);
  expect("cause" in (controller.signal.reason as object)).toBe(false);
  const late = world.pool.get("a")?.whenConnected({ signal: AbortSignal.abort() });
  await expect(late).rejects.toMatchObject({ cause: expect.any(DialError) });
  await world.end();
});

test("a wait that is aborted with the application's own reason rejects with it", async () => {
  const world = await refused();
  const controller = new AbortController();
  const wait = world.pool.get("a")?.whenConnected({ signal: controller.signal });
  const mine = new Error("mine");
  controller.abort(mine);
  await expect(wait).rejects.toBe(mine);
  await world.end();
});

test("a send while nothing is connected names the peer, and says why", async () => {
  const world = await refused();
  const peer = world.pool.get("a");
  const failure = world.of("dialfailed")[0]?.cause;
  const sent = peer?.send("x");
  await expect(sent).rejects.toBeInstanceOf(ConnectionUnavailableError);
  await expect(sent).rejects.toMatchObject({ id: "a", cause: failure });
  const wait = peer?.whenConnected();
  void peer?.close();
  await expect(wait).rejects.toMatchObject({ id: "a", cause: failure });
  await expect(peer?.send("x")).rejects.toMatchObject({ id: "a", cause: failure });
  await world.end();
});

test("sends that wait, and who holds the link's signal, are told which peer it was", async () => {
  const reasons: unknown[] = [];
  const world = new World({
    sendBuffer: { bytes: 1 },
    onOpen: ({ signal }) => {
      signal.addEventListener("abort", () => reasons.push(signal.reason));
    },
  });
  const dial = await world.connected();
  dial.bufferedAmount = 1;
  const sent = world.pool.send("a", "x");
  dial.drop();
  await expect(sent).rejects.toMatchObject({
    id: "a",
    message: expect.stringContaining(
      said('The connection to "a" ended', 'ERR_CONNECTION_CLOSED "a" live'),
    ),
  });
  expect(reasons).toMatchObject([{ id: "a" }]);
  await world.end();
});

test("a peer that is given up is retired with the failure that was told", async () => {
  const world = new World();
  (await world.dialed()).refuse({ status: 400 });
  await world.pass();
  const [told] = world.of("dialfailed");
  expect(world.of("retired")[0]?.cause).toBe(told?.cause);
  expect(told?.cause.message).toBe(
    said(
      'The dial to "a" failed in the upgrade: the server refused the upgrade with 400.',
      'ERR_DIAL "a" handshake status 400',
    ),
  );
  await world.end();
});
