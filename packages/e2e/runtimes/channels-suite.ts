// What a client of a hub has to do on every engine, against a hub on Node. It runs in the engine.
import { ChannelClient, type ChannelItem } from "@skep/channels";
import type { Transport } from "@skep/core";
import { type Score, scoreOf } from "@skep/conformance/client";
import { same } from "./same.ts";

/** Milliseconds for one case; they take one on a machine that does nothing else. */
const TIMEOUT = 20_000;

type Case = (client: ChannelClient, channel: string) => Promise<void>;

const CASES: Readonly<Record<string, Case>> = {
  "gets what is published": async (client, channel) => {
    const items = client.subscribe(channel, { last: 10 });
    const positions = [
      await client.publish(channel, { text: "é" }),
      await client.publish(channel, 2),
    ];
    same(await take(items, 2), [{ text: "é" }, 2]);
    same(
      positions.map((position) => position?.offset),
      [1, 2],
    );
  },
  "reads the past": async (client, channel) => {
    for (const at of [1, 2, 3]) await client.publish(channel, at);
    const { publications } = await client.history(channel, { last: 2 });
    same(publications.map(dataOf), [2, 3]);
    same(await take(client.subscribe(channel, { last: 1 }), 1), [3]);
  },
  "carries a message of 60,000 bytes": async (client, channel) => {
    const items = client.subscribe(channel, { last: 1 });
    await client.publish(channel, "x".repeat(60_000));
    same(await take(items, 1), ["x".repeat(60_000)]);
  },
  "misses nothing over links that it ends itself": async (client, channel) => {
    const numbers = Array.from({ length: 60 }, (_, at) => at);
    const items = client.subscribe(channel, { last: 60 });
    const reading = take(items, numbers.length);
    for (const at of numbers) {
      await client.publish(channel, at);
      if (at % 20 === 10) client.redial();
    }
    same(await reading, numbers);
  },
  "is told what it may not do": async (client, channel) => {
    const refused = await client.publish(`closed:${channel}`, 1).then(
      () => "nothing",
      (error: { code?: string; reason?: string }) => [error.code, error.reason],
    );
    same(refused, ["ERR_CHANNEL_REFUSED", "forbidden"]);
  },
};

/** `hub` is the address of a hub whose namespace `room` has history, and where clients may publish. */
export async function proveChannels(hub: string, transport: () => Transport): Promise<Score> {
  const clients: ChannelClient[] = [];
  const play = (run: Case): Promise<void> => {
    const retry = { initialDelay: 20, minDelay: 10, maxDelay: 200 };
    const client = new ChannelClient({ url: hub, transport: transport(), retry });
    clients.push(client);
    return run(client, `room:${Math.random().toString(36).slice(2)}`);
  };
  const tests = Object.entries(CASES).map(
    ([name, run]) => [`a client of a hub ${name}`, () => play(run)] as const,
  );
  const score = await scoreOf(tests, TIMEOUT);
  await Promise.all(clients.map((client) => client.close()));
  return score;
}

async function take(items: AsyncIterable<ChannelItem>, count: number): Promise<unknown[]> {
  const all: unknown[] = [];
  for await (const item of items) if (all.push(dataOf(item)) >= count) break;
  return all;
}

function dataOf(item: ChannelItem): unknown {
  return item.type === "gap" ? `gap ${item.reason}` : item.data;
}
