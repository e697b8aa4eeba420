// Reconnect logic under test: a cut link, a wait, a new dial, and no real time passes.
import { Pool } from "skep";
import { faults, ManualClock, MemoryTransport, Recorder } from "@skep/testing";
import { expect, test } from "vitest";
import { Orders } from "../src/orders.ts";

test("an order whose confirmation was lost is placed again when the link is back", async () => {
  const clock = new ManualClock();
  const market = new MemoryTransport({ autoAccept: true });
  const net = faults(market, [{ halfOpen: { way: "inbound" } }], { clock });
  const retry = { initialDelay: 2_000, jitter: "none" } as const;
  const pool = new Pool({ transport: net, clock, retry });
  const recorder = new Recorder(pool, { inbox: false });
  const orders = new Orders(pool, pool.connect("wss://market.example").id);
  await clock.run();
  orders.place("sell 3 hives");
  market.latest.message("ok 1"); // which the first link swallows
  await clock.run(1_000);
  net.latest.cut();
  await clock.run(1_900);
  expect(market.dials.length).toBe(1);
  await clock.run(200);
  expect(recorder.types()).toEqual(["connected", "disconnected", "connected"]);
  expect(market.latest.sent).toEqual(["1 sell 3 hives"]);
  market.latest.message("ok 1");
  await clock.run();
  expect(orders.open.size).toBe(0);
});
