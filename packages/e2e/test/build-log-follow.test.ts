// How the page of the build log reads a channel, over real sockets: from its beginning, and whole again after a gap.

import { ChannelClient, type ChannelItem } from "@skep/channels";
import { Hub } from "@skep/hub";
import { describe } from "vitest";
import { follow } from "../../../examples/build-log/src/page/follow.ts";
import { eventually, freePort, type Stage, test } from "./support/stage.ts";

const NAMESPACES = { build: { history: { messages: 100, age: 600_000 } } };

/** A hub that has these numbers in its channel before anybody can come. */
async function hubWith(stage: Stage, port: number, count: number): Promise<Hub> {
  const hub = new Hub({ namespaces: NAMESPACES });
  stage.ending(() => hub.close());
  await hub.ready;
  for (let line = 1; line <= count; line++) await hub.publish("build:a", line);
  await hub.listen({ port, host: "127.0.0.1" });
  return hub;
}

const short = (item: ChannelItem): unknown => (item.type === "gap" ? "gap" : item.data);

describe("a channel that is followed", () => {
  test("is read whole again where a hub came that was published to before", async ({
    stage,
    expect,
  }) => {
    const port = await freePort();
    const first = await hubWith(stage, port, 2);
    const client = new ChannelClient({
      url: `ws://127.0.0.1:${port}`,
      retry: { initialDelay: 20, minDelay: 10, maxDelay: 200 },
    });
    stage.ending(() => client.close());
    const items: unknown[] = [];
    const end = new AbortController();
    const following = follow(client, { name: "build:a", last: 100 }, end.signal, (item) =>
      items.push(short(item)),
    );
    await eventually(() => items.length === 2);
    await first.close();
    const second = await hubWith(stage, port, 4);
    await eventually(() => items.length >= 7);
    await second.publish("build:a", 5);
    await eventually(() => items.length >= 8);
    expect(items).toEqual([1, 2, "gap", 1, 2, 3, 4, 5]);

    end.abort(new Error("enough"));
    await expect(following).rejects.toThrow("enough");
    await eventually(() => second.subscriberCount("build:a") === 0);
  });
});
