// Hundreds of lives of a client by chance: links are cut, hubs restart, readers are slow, answers are lost. A seed decides everything.

import { SeededRandom } from "@skep/core/testing";
import { expect, test } from "vitest";
import type { ChannelItem, Subscription } from "../src/index.ts";
import { CHANNEL, type Kept, ModelHub } from "./support/model-hub.ts";
import { PlayedHub } from "./support/played-hub.ts";

const SEEDS = 300;
const STEPS = 120;

/** What came out of one life. */
interface Life {
  readonly hub: ModelHub;
  readonly items: ChannelItem[];
  readonly publishes: { readonly data: number; position?: unknown; error?: unknown }[];
  readonly recovered: boolean[];
  readonly restarts: number;
  readonly pending: number;
}

async function live(seed: number): Promise<Life> {
  const chance = new SeededRandom(seed);
  const pick = (most: number): number => Math.floor(chance.next() * most);
  const world = new PlayedHub();
  const { clock } = world;
  const hub = new ModelHub(world.transport);
  const client = world.client({ random: () => chance.next() });
  const room = client.subscribe(CHANNEL, { capacity: 1 + pick(12) });
  const recovered: boolean[] = [];
  room.addEventListener("recovered", (event) => recovered.push(event.recovered));
  const items: ChannelItem[] = [];
  const publishes: Life["publishes"] = [];
  let restarts = 0;
  let data = 0;

  const acts: (() => unknown)[] = [
    () => hub.publish(++data, { step: 1 + pick(3), isLost: pick(12) === 0 }),
    () => hub.publish(++data),
    () => hub.work(1 + pick(4)),
    () => hub.work(),
    () => clock.run(pick(3_000)),
    () => clock.run(pick(200)),
    () => publish(),
    () => read(room, items, pick(10)),
    () => pick(3) === 0 && hub.cut(),
    () => pick(3) === 0 && hub.goAway(pick(5_000)),
    () => pick(3) === 0 && client.redial({ within: pick(500) }),
    () => hub.trim(pick(30)),
    () => hub.repeat(),
    () => (hub.refusal = pick(3) === 0 ? "unavailable" : undefined),
    () => (hub.isCuttingAnswers = pick(4) === 0),
    () => pick(12) === 0 && seed % 2 === 0 && (restarts++, hub.restart()),
    () => pick(6) === 0 && world.clock.jump(pick(40_000)),
  ];

  function publish(): void {
    const own: Life["publishes"][number] = { data: ++data };
    publishes.push(own);
    client.publish(CHANNEL, own.data).then(
      (position) => (own.position = position),
      (error: unknown) => (own.error = error),
    );
  }

  for (let step = 0; step < STEPS; step++) {
    await acts[pick(acts.length)]?.();
    await clock.settle();
  }
  // All is well from now on, and everybody has time.
  hub.refusal = undefined;
  hub.isCuttingAnswers = false;
  for (let round = 0; round < 60; round++) {
    hub.work();
    await clock.run(1_000);
    await read(room, items, Infinity);
    if (round === 50) hub.publish(++data);
  }
  const closing = client.close();
  await clock.run();
  await closing;
  return { hub, items, publishes, recovered, restarts, pending: clock.pending };
}

/** Reads so many items that wait, and waits for none. */
async function read(room: Subscription, items: ChannelItem[], most: number): Promise<void> {
  const iterator = room.items();
  for (let count = 0; count < most; count++) {
    const reading = iterator.next().then(({ value }) => value);
    const item = await Promise.race([reading, someTurns()]);
    if (item === undefined) break;
    items.push(item);
  }
  await iterator.return?.();
}

async function someTurns(): Promise<undefined> {
  for (let turn = 0; turn < 20; turn++) await Promise.resolve();
}

/** What is wrong with what was read, against what the hub took. */
function faultsOf({ hub, items }: Life): string[] {
  const faults: string[] = [];
  const at = (item: ChannelItem | undefined): Kept | undefined =>
    item === undefined || item.type === "gap" ? undefined : hub.all[item.timestamp ?? -1];
  const seen = new Set<Kept>();
  items.forEach((item, index) => {
    const kept = at(item);
    if (kept === undefined) return;
    if (seen.has(kept)) faults.push(`${kept.data} came twice`);
    seen.add(kept);
    const before = at(items[index - 1]);
    if (before === undefined) return;
    if (before.epoch !== kept.epoch) faults.push(`${kept.data} is of another epoch, without a gap`);
    else if (before.offset !== kept.previous)
      faults.push(`something is missing before ${kept.data}`);
  });
  if (at(items.at(-1)) !== hub.all.at(-1)) faults.push("the last one is missing");
  return faults;
}

test(`${SEEDS} lives lose nothing without a word, double nothing, and publish once`, async () => {
  const reached = {
    gaps: 0,
    recovered: 0,
    restarts: 0,
    duplicates: 0,
    rejected: 0,
    publishes: 0,
    items: 0,
  };
  for (let seed = 1; seed <= SEEDS; seed++) {
    const life = await live(seed);
    const { hub, items, publishes, recovered, restarts, pending } = life;
    expect({ seed, faults: faultsOf(life) }).toEqual({ seed, faults: [] });
    for (const { data, error, position } of publishes) {
      const times = hub.all.filter((kept) => kept.data === data);
      if (error !== undefined) {
        // A hub that does not say for long that it speaks version 1: nothing was sent, or nobody knows.
        const { code } = error as { code: string };
        expect(["ERR_CHANNEL_REFUSED", "ERR_CHANNEL_UNCERTAIN"]).toContain(code);
        if (code === "ERR_CHANNEL_REFUSED") expect(times).toEqual([]);
        reached.rejected++;
        continue;
      }
      // In each life of the engine at most once; in a life without a loss exactly once.
      expect(new Set(times.map(({ epoch }) => epoch)).size).toBe(times.length);
      if (restarts === 0) expect(times).toHaveLength(1);
      expect(times.map(({ epoch, offset }) => ({ epoch, offset }))).toContainEqual(position);
      if (times.length > 1) reached.duplicates++;
    }
    expect({ seed, pending }).toEqual({ seed, pending: 0 });
    reached.gaps += items.filter(({ type }) => type === "gap").length;
    reached.recovered += recovered.filter(Boolean).length;
    reached.restarts += restarts;
    reached.publishes += publishes.length;
    reached.items += items.length;
  }
  // What was not reached was not tested.
  for (const [what, count] of Object.entries(reached))
    expect({ what, isEnough: count > 10 }).toEqual({ what, isEnough: true });
});
