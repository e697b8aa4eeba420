// Loops over calls that give nothing: however an application repeats them, timers and sockets have their turn.

import { describe, expect, test } from "vitest";
import type { OpeningLink } from "../../src/index.ts";
import type { MessageData } from "../../src/transport.ts";
import { World } from "./support/world.ts";

/** How often `call` may be repeated before a macrotask is needed: 127 times, and by as many calls as a test has made already. */
const MOST = 128;

/** How many rounds of a loop over `call` follow each other while no macrotask comes; the loop ends itself. */
async function rounds(world: World, call: () => Promise<unknown>): Promise<number> {
  let count = 0;
  let most = 1_000;
  const loop = (async () => {
    for (; count < most; count++) await call().catch(() => {});
  })();
  for (let turn = 0; turn < 100; turn++) await world.clock.settle();
  most = count;
  await world.pass();
  await loop;
  return most;
}

const nothing = undefined as unknown as MessageData;
const noSignal = { signal: 1 as unknown as AbortSignal };
const aborted = { signal: AbortSignal.abort() };

describe("a loop lets others run, over", () => {
  test.each<{ what: string; call: (world: World) => () => Promise<unknown> }>([
    {
      what: "a payload that cannot be sent",
      call:
        ({ pool }) =>
        () =>
          pool.send("a", nothing),
    },
    {
      what: "options of a wait that are none",
      call: ({ pool }) => {
        const peer = pool.get("a");
        return () => peer?.whenConnected(noSignal) as Promise<void>;
      },
    },
    {
      what: "an iterator whose signal has aborted",
      call: ({ pool }) => {
        const iterator = pool.events.records(aborted)[Symbol.asyncIterator]();
        return () => iterator.next();
      },
    },
    {
      what: "an iterator that was returned",
      call: ({ pool }) => {
        const iterator = pool.inbox[Symbol.asyncIterator]();
        void iterator.return?.();
        return () => iterator.next();
      },
    },
    {
      what: "more reads than may be open",
      call: ({ pool }) => {
        const iterator = pool.inbox[Symbol.asyncIterator]();
        for (let open = 0; open < 1_024; open++) void iterator.next();
        return () => iterator.next();
      },
    },
    {
      what: "an inbox that has ended",
      call: ({ pool }) => {
        const iterator = pool.inbox[Symbol.asyncIterator]();
        void pool.close();
        return () => iterator.next();
      },
    },
  ])("$what", async ({ call }) => {
    const world = new World();
    await world.connected();
    const repeated = call(world);
    await world.pass(2_000);
    expect(await rounds(world, repeated)).toBeLessThanOrEqual(MOST);
    await world.end();
  });

  test("a link that has ended in its gate", async () => {
    const links: OpeningLink[] = [];
    const onOpen = (given: OpeningLink): Promise<void> => {
      links.push(given);
      return new Promise(() => {});
    };
    const world = new World({ onOpen });
    const dial = await world.connected();
    dial.drop();
    await world.pass();
    const [link] = links;
    expect(await rounds(world, () => link?.receive() as Promise<unknown>)).toBeLessThanOrEqual(
      MOST,
    );
    await world.end();
  });
});
