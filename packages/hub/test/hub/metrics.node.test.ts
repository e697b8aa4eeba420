// The metrics of a hub over real sockets: what was done is what is counted.

import { expect, test } from "vitest";
import { WebSocket } from "ws";
import { AwayEngine } from "../engine/support/away-engine.ts";
import { parseExposition } from "../metrics/support/parse-exposition.ts";
import type { Hub } from "../../src/hub.ts";
import { startHub } from "./support/hubs.ts";
import { RawClient } from "./support/raw-client.ts";

/** All that is not zero, as `name{labels}`. */
function counted(hub: Hub): Record<string, number> {
  const samples: Record<string, number> = {};
  for (const [name, metric] of parseExposition(hub.metrics()))
    for (const [labels, value] of metric.samples)
      if (value !== 0) samples[name.replace("skep_hub_", "") + (labels && `{${labels}}`)] = value;
  return samples;
}

test("a hub counts what it does", async () => {
  const engine = new AwayEngine();
  const namespaces = { room: { history: { messages: 2, age: 60_000 }, publish: true } };
  const { hub, url } = await startHub({ engine, namespaces });
  expect(counted(hub)).toEqual({ engine_up: 1 });

  const [one, old] = [await RawClient.greet(url), await RawClient.open(url)];
  const { e } = await one.ask({ type: "subscribe", id: 1, channel: "room:1" });
  old.say({ type: "subscribe", channel: "news" });
  await old.settle();
  const publish = { type: "publish", channel: "room:1", data: 1, k: "k" };
  for (const [at, more] of [{}, {}, { data: 2 }, { channel: "news" }, { channel: "a b" }].entries())
    await one.ask({ ...publish, id: 10 + at, ...more });
  for (const text of ["a", "b", "c"]) await hub.publish("room:1", text);
  await one.count("event", 4);
  const since = (o: number, epoch = e): object => ({ e: epoch, o });
  await one.ask({ type: "subscribe", id: 20, channel: "room:1", since: since(3) });
  await one.ask({ type: "subscribe", id: 21, channel: "room:1", since: since(0) });
  await one.ask({ type: "subscribe", id: 22, channel: "room:1", since: since(0, "other") });
  engine.leave();
  await expect(hub.publish("room:1", 1)).rejects.toThrow();
  await one.ask({ ...publish, id: 30 });

  const refused = new WebSocket(url, { headers: { Origin: "https://evil.example" } });
  refused.on("error", () => {});
  await new Promise((resolve) => refused.on("unexpected-response", resolve));
  for (const client of hub.clients()) if (client.id === "c2") client.disconnect(4_000);
  await old.closed;
  await expect.poll(() => hub.stats().clients).toBe(1);

  const {
    received_bytes_total,
    received_messages_total,
    sent_bytes_total,
    sent_messages_total,
    ...rest
  } = counted(hub);
  expect(rest).toEqual({
    'clients{version="1"}': 1,
    channels: 1,
    subscriptions: 1,
    connections_total: 2,
    'publishes_total{outcome="published"}': 4,
    'publishes_total{outcome="duplicate"}': 1,
    'publishes_total{outcome="conflict"}': 1,
    'publishes_total{outcome="refused"}': 2,
    'publishes_total{outcome="unavailable"}': 2,
    'recoveries_total{outcome="recovered"}': 1,
    'recoveries_total{outcome="trimmed"}': 1,
    'recoveries_total{outcome="epoch"}': 1,
    'refused_upgrades_total{status="403"}': 1,
    'ended_links_total{code="other"}': 1,
  });
  expect([received_messages_total, sent_messages_total]).toEqual([
    one.said + old.said,
    one.received.length + old.received.length,
  ]);
  const bytes = [one, old].flatMap(({ received }) => received.map((each) => JSON.stringify(each)));
  expect(sent_bytes_total).toBe(bytes.reduce((sum, text) => sum + Buffer.byteLength(text), 0));
  expect(received_bytes_total).toBe(one.saidBytes + old.saidBytes);
});
