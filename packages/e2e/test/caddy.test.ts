// Caddy in front of a server: it says goodbye to the links that it passes on when it loads its configuration anew.
import { expect } from "vitest";
import { CountingServer } from "./support/counting-server.ts";
import { figure } from "./support/figure.ts";
import { describeServer } from "./support/packages.ts";
import { startCaddy } from "./support/proxies.ts";
import { eventually, type Stage, test } from "./support/stage.ts";

const IDS = ["a", "b", "c"];

async function proxied(stage: Stage) {
  const origin = await CountingServer.start(stage, "127.0.0.1");
  return { origin, caddy: await startCaddy(stage, Number(new URL(origin.url).port)) };
}

describeServer("Caddy", ["caddy"], () => {
  test("ends all its links with a goodbye when it is reloaded, and has them back at once", async ({
    stage,
  }) => {
    const { origin, caddy } = await proxied(stage);
    const watched = stage.pool();
    const peers = IDS.map((id) => watched.pool.connect({ id, url: `${caddy.proxy.url}/${id}` }));
    for (const peer of peers) {
      await peer.whenConnected();
      // Caddy ends what it has begun to pass on, which is a moment after the link is open.
      await peer.send("are you through?");
      await watched.read();
    }
    const from = Date.now();
    await caddy.reload();
    for (const id of IDS)
      expect(await watched.until("disconnected", id)).toMatchObject({
        // The server answers the goodbye that Caddy says to it, which has no mask, with 1002; that may be first.
        code: expect.toBeOneOf([1001, 1002]),
        cause: { phase: "live", kind: "closed" },
        retryIn: expect.closeTo(50, -1),
      });
    const backs = await Promise.all(IDS.map((id) => watched.until("connected", id, 2)));
    figure("Caddy, reloaded", { back: Math.max(...backs.map(({ at }) => at)) - from });
    await eventually(() => origin.live === IDS.length);
    expect(watched.told).toHaveLength(9);
    expect(origin.opened).toHaveLength(6);
  });
});
