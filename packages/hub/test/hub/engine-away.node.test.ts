// A hub whose engine is away for a while, over real sockets.

import { describe, expect, test } from "vitest";
import type { HubStatus } from "../../src/hub-events.ts";
import { memoryEngine } from "../../src/engine/memory-engine.ts";
import { EngineError } from "../../src/errors.ts";
import { Publisher } from "../../src/publisher.ts";
import { AwayEngine } from "../engine/support/away-engine.ts";
import { startHub } from "./support/hubs.ts";
import { RawClient } from "./support/raw-client.ts";

const NAMESPACES = { room: { history: { messages: 9, age: 60_000 }, publish: true } };

describe("a hub whose engine is away", () => {
  test("keeps its clients, refuses what is published, and gives what was missed later", async () => {
    const engine = new AwayEngine();
    const { hub, url } = await startHub({ engine, namespaces: NAMESPACES });
    const told: [HubStatus, unknown][] = [];
    const errors: unknown[] = [];
    hub.addEventListener("status", ({ status, reason }) => told.push([status, reason]));
    hub.addEventListener("error", ({ error }) => errors.push(error));
    const client = await RawClient.greet(url);
    await client.ask({ type: "subscribe", id: 1, channel: "room:1" });
    const reason = new Error("the broker is down");
    engine.leave(reason);
    expect(hub.status).toBe("degraded");
    expect(errors).toMatchObject([{ code: "ERR_HUB_ENGINE", cause: reason }]);

    await expect(hub.publish("room:1", 1)).rejects.toThrow(EngineError);
    await expect(hub.sendEvent("a", 1)).rejects.toThrow("The engine is away.");
    expect(await client.ask({ type: "publish", id: 2, channel: "room:1", data: 1 })).toMatchObject({
      code: "unavailable",
      after: 1_000,
    });
    expect(engine.asked).toEqual([]);
    expect(await client.ask({ type: "subscribe", id: 3, channel: "room:2" })).toMatchObject({
      code: "unavailable",
      after: 1_000,
    });
    const late = await RawClient.greet(url);
    expect(late.received[0]).toMatchObject({ type: "welcome", degraded: true });

    // Another hub of the same engine still reaches it.
    await using publisher = new Publisher({ engine: engine.real, namespaces: NAMESPACES });
    await publisher.publish("room:1", "missed");
    await client.settle();
    expect(client.of("event")).toEqual([]);
    engine.comeBack();
    expect(await client.find(({ type }) => type === "event")).toMatchObject({
      data: "missed",
      o: 1,
    });
    await expect.poll(() => hub.status).toBe("up");
    await hub.publish("room:1", "live");
    expect((await client.count("event", 2)).map(({ o }) => o)).toEqual([1, 2]);
    expect(client.of("gap")).toEqual([]);
    expect(told).toEqual([
      ["degraded", reason],
      ["up", undefined],
    ]);
  });

  test("tries again until each channel is read, and says what it does until the end", async () => {
    const engine = new AwayEngine();
    const { hub, url } = await startHub({ engine });
    const told: HubStatus[] = [];
    hub.addEventListener("status", ({ status }) => told.push(status));
    const client = await RawClient.greet(url);
    engine.leave();
    engine.comeBack(false);
    await client.settle();
    expect(hub.status).toBe("degraded");
    engine.heal();
    await expect.poll(() => hub.status, { timeout: 20_000 }).toBe("up");
    engine.leave();
    const drained = hub.drain({ over: 0 });
    await drained;
    expect(hub.status).toBe("draining");
    await hub.close();
    expect(told).toEqual(["degraded", "up", "degraded", "draining", "closed"]);
  }, 30_000);
});

test("a message that was lost on the way, and that no other follows, is delivered when the engine tells its position", async () => {
  const engine = new AwayEngine();
  const { hub, url } = await startHub({ engine, namespaces: NAMESPACES });
  const client = await RawClient.greet(url);
  await client.ask({ type: "subscribe", id: 1, channel: "room:1" });
  engine.isDeaf = true;
  await hub.publish("room:1", "lost on the way");
  await client.settle();
  expect(client.of("event")).toEqual([]);
  await engine.compare("room:1");
  expect(await client.find(({ type }) => type === "event")).toMatchObject({
    data: "lost on the way",
    o: 1,
  });
  expect(client.of("gap")).toEqual([]);
});

test("what nobody waits for ends no process, whatever the engine does", async () => {
  const engine = new AwayEngine();
  const { hub, url } = await startHub({ engine, namespaces: NAMESPACES });
  await RawClient.greet(url);
  const [client] = hub.clients();
  const publisher = new Publisher({ engine });
  // An unhandled rejection would fail this test.
  const sendAll = (): void => {
    void hub.publish("room:1", 1);
    void hub.sendEvent("a", 1);
    void hub.sendProcessOutput("p", "line");
    void publisher.publish("room:1", 1);
    if (client !== undefined) void hub.subscribe(client, "room:2");
  };
  engine.leave();
  sendAll();
  await expect(hub.publish("room:1", 1)).rejects.toThrow(EngineError);
  await hub.close();
  await publisher.close();
  sendAll();
  await expect(hub.publish("room:1", 1)).rejects.toThrow("The hub is closed.");
  await new Promise((resolve) => setImmediate(resolve));
});

test("an engine that fails without being away is told, too", async () => {
  const engine = new AwayEngine();
  const { hub } = await startHub({ engine });
  const errors: unknown[] = [];
  hub.addEventListener("error", ({ error }) => errors.push(error));
  engine.fail();
  await expect(hub.sendEvent("a", 1)).rejects.toThrow(EngineError);
  expect([errors.length, hub.status]).toEqual([1, "up"]);
  expect(errors).toMatchObject([{ code: "ERR_HUB_ENGINE" }]);
});

test("a hub says in its welcome that its engine delivers at most once", async () => {
  const engine = Object.assign(memoryEngine(), { delivery: "at-most-once" as const });
  const [lossy, whole] = [await startHub({ engine }), await startHub()];
  const welcomes = await Promise.all([lossy, whole].map(({ url }) => RawClient.greet(url)));
  expect(welcomes.map(({ received }) => received[0]?.["delivery"])).toEqual([
    "at-most-once",
    undefined,
  ]);
});
