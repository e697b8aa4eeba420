// A peer that greets each link with more than `readLimit`: dialled for ever once, given up now.

import { expect, test } from "vitest";
import { ReadLimitError } from "../../src/index.ts";
import type { MemoryDial } from "../../src/testing/index.ts";
import { World } from "./support/world.ts";
import { said } from "../../../../tools/production/said.ts";

/** A world in which each link is greeted with 600,000 bytes. */
async function greeted(options: ConstructorParameters<typeof World>[0] = {}): Promise<World> {
  const onDial = (dial: MemoryDial): void => {
    dial.accept();
    dial.message("x".repeat(600_000));
  };
  const world = new World({ ...options, network: { onDial } });
  world.pool.connect({ id: "a", url: "wss://a.example" });
  await world.pass(60_000);
  return world;
}

test("a peer that greets every link with more than readLimit is given up after the second", async () => {
  const world = await greeted();
  expect(world.types).toEqual([
    "connected",
    "disconnected",
    "connected",
    "disconnected",
    "retired",
  ]);
  expect(world.of("retired")[0]?.cause).toBeInstanceOf(ReadLimitError);
  expect(world.of("disconnected")[1]?.reason).toContain(said("larger than readLimit", "readLimit"));
  await world.end();
});

test("so it is where the message comes while the gate is still shut", async () => {
  const world = await greeted({ ready: () => false });
  expect(world.types).toEqual(["dialfailed", "dialfailed", "retired"]);
  expect(world.of("retired")[0]?.cause).toMatchObject({ kind: "readLimit", phase: "opening" });
  await world.end();
});

test("retry.classify may go on all the same", async () => {
  const world = await greeted({ retry: { classify: () => "retry" } });
  expect(world.of("retired")).toEqual([]);
  expect(world.network.dials.length).toBeGreaterThan(3);
  await world.end();
});

test("a stable link between two large messages makes the second one the first again", async () => {
  const world = new World();
  let dial = await world.connected();
  dial.message("x".repeat(600_000));
  await world.pass(3_000);
  dial = world.network.latest;
  dial.accept();
  await world.pass(6_000);
  dial.message("x".repeat(600_000));
  await world.pass(3_000);
  expect(world.of("retired")).toEqual([]);
  await world.end();
});
