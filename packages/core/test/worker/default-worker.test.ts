// The default worker from outside: nothing that it is made of is in reach of a subclass.

import { expect, expectTypeOf, test } from "vitest";
import { DefaultWorker, type PoolPlugin, type Worker } from "../../src/worker/index.ts";
import { DialError } from "../../src/errors.ts";
import { World } from "../pool/support/world.ts";

test("a subclass that had a plugin, an error or a closed of its own broke the session, so their names are free", async () => {
  class Mine extends DefaultWorker {
    plugin: PoolPlugin | undefined;
    error = "none";
    closed = false;
    behind = true;
    override start(plugin: PoolPlugin): Promise<void> {
      this.plugin = plugin;
      return super.start(plugin);
    }
    post(): never {
      throw new Error("The session called the application.");
    }
  }
  const workers: Mine[] = [];
  const workerFactory = (): Worker => {
    const worker = new Mine();
    workers.push(worker);
    return worker;
  };
  const world = new World({ workerFactory, network: { autoPong: true } });
  const dial = await world.connected();
  dial.message("hello");
  await world.pool.send("a", "hello");
  expect(world.pool.get("a")?.trySend("again")).toBe(true);
  world.pool.get("a")?.redial();
  await world.pass(200);
  world.network.latest.accept();
  await world.pass(30_000);
  expect(world.texts()).toEqual(["hello"]);
  expect(world.types).toEqual(["connected", "disconnected", "connected"]);
  expect(workers.map(({ plugin, error }) => [plugin?.id, error])).toEqual([["a", "none"]]);
  await world.end();
});

test("its start rejects with the reason for which the session was given up, and resolves when it was stopped", async () => {
  const world = new World({ workerFactory: () => new DefaultWorker(), retry: { maxRetries: 0 } });
  const dial = await world.dialed();
  dial.refuse({ status: 400 });
  await world.pass();
  expect(world.of("retired")[0]?.cause).toBeInstanceOf(DialError);
  await world.connected("b");
  await world.end();
  expect(world.of("retired")).toHaveLength(1);
});

test("a subclass sees the members of a worker, and no others", () => {
  expectTypeOf<keyof DefaultWorker>().toEqualTypeOf<keyof Worker>();
  const { prototype } = DefaultWorker;
  expect(Object.getOwnPropertyNames(prototype).toSorted()).toEqual(
    ["constructor", "redial", "send", "start", "state", "stats", "stop", "trySend"].toSorted(),
  );
});
