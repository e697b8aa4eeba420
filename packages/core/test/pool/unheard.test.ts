// Trouble for which an application has no listener is told to a logger that asks for it, and only there.

import { expect, test } from "vitest";
import { Connection } from "../../src/connection/index.ts";
import type { LogContext } from "../../src/logger.ts";
import { MemoryTransport } from "../../src/testing/index.ts";
import { World } from "./support/world.ts";

const silent = { debug() {}, info() {}, warn() {}, error() {} };

/** A logger that is told of what nobody hears, and those lines. */
function unheardOf() {
  const lines: string[] = [];
  const unheard = (message: string, { peer, dial }: LogContext): void =>
    void lines.push(`${message} ${peer} ${dial}`);
  return { lines, logger: { ...silent, unheard } };
}

/** A pool to which nobody listens, with one peer whose first dial is refused. */
async function refused(prepare: (world: World) => void = () => {}): Promise<string[]> {
  const { lines, logger } = unheardOf();
  const world = new World({ logger, listens: false });
  world.pool.connect({ id: "a", url: "wss://a.example" });
  prepare(world);
  await world.pass();
  world.network.latest.refuse();
  await world.pass();
  await world.end();
  return lines;
}

test("a dial that fails is told where nobody listens", async () => {
  expect(await refused()).toEqual(["dialfailed a 1"]);
});

test.each(["connected", "retired"] as const)("a listener for %s does not hear it", async (type) => {
  const heard = await refused(({ pool }) => pool.addEventListener(type, () => {}));
  expect(heard).toEqual(["dialfailed a 1"]);
});

test.each<[string, (world: World) => void]>([
  ["the pool", ({ pool }) => pool.addEventListener("dialfailed", () => {})],
  ["the peer", ({ pool }) => pool.get("a")?.addEventListener("dialfailed", () => {})],
  ["an iterator of events", ({ pool }) => void pool.events[Symbol.asyncIterator]().next()],
])("who listens to %s hears it", async (_, prepare) => {
  expect(await refused(prepare)).toEqual([]);
});

test.each([
  ["is not heard", false, ["dialfailed wss://a.example 1"]],
  ["is heard", true, []],
])("the first dial of a connection %s", async (_, listens, expected) => {
  const { lines, logger } = unheardOf();
  const transport = new MemoryTransport();
  const connection = new Connection("wss://a.example", { transport, logger });
  if (listens) connection.addEventListener("dialfailed", () => {});
  await expect.poll(() => transport.dials.length).toBe(1);
  transport.latest.refuse();
  expect(lines).toEqual(expected);
  await connection.close();
});
