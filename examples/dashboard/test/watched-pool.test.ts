// The watched pool over real relays: what it says when one is gone, and that it comes back without waiting for its own retry.

import { afterEach, expect, test } from "vitest";
import { Relay } from "../src/relay.ts";
import { WatchedPool } from "../src/watched-pool.ts";

const relays = ["relay-a", "relay-b"].map((name) => new Relay(name));
let pool: WatchedPool | undefined;

afterEach(async () => {
  await pool?.close();
  await Promise.all(relays.map((relay) => relay.stop()));
});

test("it shows each relay, and what becomes of it", async () => {
  await Promise.all(relays.map((relay) => relay.start()));
  pool = new WatchedPool(relays);
  const { manager } = pool;
  const stateOf = (name: string) => manager.status()[name]?.state;
  await Promise.all(manager.watchers().map((watcher) => watcher.whenReady()));
  await expect.poll(() => pool?.figures().every(({ messages }) => messages > 0)).toBe(true);

  await relays[0]?.stop();
  await expect.poll(() => stateOf("relay-a"), { timeout: 15_000 }).toBe("down");
  await manager.get("pool")?.probeNow();
  expect(manager.status()["pool"]).toMatchObject({ state: "ready", degraded: true });
  expect(pool.figures()[0]).toMatchObject({ name: "relay-a", isRunning: false });

  await relays[0]?.start();
  await manager.get("relay-a")?.whenReady();
  await expect.poll(() => pool?.figures()[0]?.state, { timeout: 15_000 }).toBe("connected");
});
