// Messages that take longer than silence may last: they arrive once, as long as their bytes pass, and no longer.
import type { Peer } from "skep";
import { describe } from "vitest";
import { figure } from "./support/figure.ts";
import { SlowProxy } from "./support/slow-proxy.ts";
import { eventually, sleep, type Stage, test } from "./support/stage.ts";

const KEEPALIVE = 2_000;
/** Well above the bytes that the systems between both ends keep, so that the sender sees how its message leaves. */
const SIZE = 8_000_000;
const RATE = 1_500_000;
/** A busy machine looks later. */
const GRACE = 10_000;

async function overProxy(stage: Stage, rate: number) {
  const { server, url } = await stage.webSocketServer({ maxPayload: 0 });
  const arrived: number[] = [];
  server.on("connection", (peer, request) => {
    peer.on("error", () => {});
    peer.on("message", (data: Buffer) => arrived.push(data.length));
    if (request.url === "/in") peer.send(new Uint8Array(SIZE));
  });
  const proxy = await SlowProxy.start(stage, url, { rate });
  const watched = stage.pool({
    keepaliveTimeout: KEEPALIVE,
    pingInterval: 500,
    readLimit: 0,
  });
  return { proxy, arrived, watched };
}

/** Those until it is connected: on a busy machine the first one may take too long. */
async function dialsOf(peer: Peer): Promise<number> {
  await peer.whenConnected();
  return peer.stats().dials;
}

describe.concurrent("a message of 8 MB over 1.5 MB a second", () => {
  test("comes once, on the first link", async ({ stage, expect }) => {
    const { proxy, watched } = await overProxy(stage, RATE);
    const from = performance.now();
    const peer = watched.pool.connect(`${proxy.url}in`);
    const dials = await dialsOf(peer);
    expect(await watched.read()).toHaveLength(SIZE);
    const took = performance.now() - from;
    figure("8 MB in", { took });
    expect(took).toBeGreaterThan(2 * KEEPALIVE);
    await sleep(KEEPALIVE);
    expect(peer.stats()).toMatchObject({ state: "connected", dials });
    expect(watched.pool.inbox.tryRead()).toBeUndefined();
  });

  test("goes out once, on the first link", async ({ stage, expect }) => {
    const { proxy, arrived, watched } = await overProxy(stage, RATE);
    const peer = watched.pool.connect(`${proxy.url}out`);
    const dials = await dialsOf(peer);
    const from = performance.now();
    await peer.send(new Uint8Array(SIZE));
    await eventually(() => arrived.length > 0);
    const took = performance.now() - from;
    figure("8 MB out", { took });
    expect(took).toBeGreaterThan(2 * KEEPALIVE);
    await sleep(KEEPALIVE);
    expect(arrived).toEqual([SIZE]);
    expect(peer.stats()).toMatchObject({ state: "connected", dials });
  });

  test.for(["in", "out"])(
    "is given up in time where it stalls on its way %s",
    async (way, { stage, expect }) => {
      const { proxy, watched } = await overProxy(stage, RATE);
      const peer = watched.pool.connect(`${proxy.url}${way}`);
      await peer.whenConnected();
      if (way === "out") await peer.send(new Uint8Array(SIZE));
      await sleep(1_000);
      proxy.stall();
      const from = Date.now();
      const { at, cause } = await watched.until("disconnected");
      figure(`stalled on its way ${way}`, { noticed: at - from });
      expect(cause).toMatchObject({ kind: "keepalive" });
      // An answer behind bytes that were on their way has twice the time.
      expect(at - from).toBeLessThan(2 * KEEPALIVE + GRACE);
    },
  );
});
