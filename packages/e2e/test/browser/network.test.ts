// Pools in a real Chromium whose network comes and goes, with the platform's word and without.
import { describe } from "vitest";
import { describeCable } from "../support/describe-cable.ts";
import { connectedScene, emptyScene, type Scene } from "../support/browser/scene.ts";
import { Cable } from "../support/cable.ts";
import { figure } from "../support/figure.ts";
import type { Visit } from "../support/browser/site.ts";
import { eventually, sleep, test } from "../support/stage.ts";

/** What is promised: from a peer's last message to the end of its link, and from the network's return to a new one. */
const NOTICED = 21_000;
const BACK = 5_000;
/** A redial after a signal comes within half a second; the rest is for a busy machine. */
const SOON = 500 + 1_500;

/** So that nothing but a signal brings it back in time. */
const MINUTES = { initialDelay: 600_000, minDelay: 600_000, maxDelay: 600_000 };

const network = (offline: boolean): Record<string, unknown> => ({
  offline,
  latency: 0,
  downloadThroughput: offline ? 0 : -1,
  uploadThroughput: offline ? 0 : -1,
});

/** The peer answers at once, so what it heard last is what it said last. */
const lastWord = ({ from, probes }: Visit, before: number): number =>
  probes.filter((at) => at < before).at(-1) ?? from;

describe.concurrent("a platform that says", () => {
  test("offline (pain 6): asks and closes nothing; online asks again", async ({
    stage,
    expect,
  }) => {
    const { pool, first } = await connectedScene(stage);
    const offlineAt = Date.now();
    await pool.page.send("Network.emulateNetworkConditions", network(true));
    await eventually(() => first.probes.length === 1);
    expect(Date.now() - offlineAt).toBeLessThan(SOON);
    // Longer than any verdict on a doubt.
    await sleep(6_500);
    expect(await pool.types()).toEqual(["connected"]);
    const onlineAt = Date.now();
    await pool.page.send("Network.emulateNetworkConditions", network(false));
    await eventually(() => first.probes.length === 2);
    expect(Date.now() - onlineAt).toBeLessThan(SOON);
    await sleep(6_000);
    expect(await pool.types()).toEqual(["connected"]);
    const { platform } = await pool.all();
    expect(platform.map(({ type }) => type)).toEqual(["pageshow", "offline", "online"]);
  });

  test("online (pain 5): cuts a wait of ten minutes to half a second", async ({
    stage,
    expect,
  }) => {
    const { pool, site } = await emptyScene(stage);
    site.refuses = true;
    await pool.open(site.peer, { retry: MINUTES });
    await pool.until("dialfailed");
    site.refuses = false;
    await pool.page.send("Network.emulateNetworkConditions", network(true));
    await pool.untilPlatform("offline");
    await sleep(1_000);
    expect(await pool.types()).toEqual(["dialfailed"]);
    await pool.page.send("Network.emulateNetworkConditions", network(false));
    const back = await pool.until("connected");
    const waited = back - (await pool.untilPlatform("online"));
    figure("online to connected", { waited });
    expect(waited).toBeLessThan(SOON);
  });

  test("offline at the beginning: dials count towards `initialRetries` when it is back", async ({
    stage,
    expect,
  }) => {
    const { pool, site } = await emptyScene(stage);
    site.refuses = true;
    await pool.page.send("Network.overrideNetworkState", network(true));
    expect(await pool.page.evaluate("navigator.onLine")).toBe(false);
    const retry = { initialDelay: 100, minDelay: 100, maxDelay: 100, initialRetries: 1 };
    await pool.open(site.peer, { retry });
    await pool.until("dialfailed", 5);
    expect(await pool.types()).not.toContain("retired");
    await pool.page.send("Network.overrideNetworkState", network(false));
    const onlineAt = await pool.untilPlatform("online");
    expect(await pool.until("retired")).toBeGreaterThanOrEqual(onlineAt);
  });

  test("offline, and lies (pain 6): dials are made, links stay", async ({ stage, expect }) => {
    const { pool, site } = await emptyScene(stage);
    const lie = (offline: boolean) =>
      pool.page.send("Network.overrideNetworkState", network(offline));
    await lie(true);
    expect(await pool.page.evaluate("navigator.onLine")).toBe(false);
    await pool.open(site.peer, { pingInterval: 1_000, keepaliveTimeout: 3_000 });
    await pool.until("connected");
    await lie(false);
    await pool.untilPlatform("online");
    await lie(true);
    await pool.untilPlatform("offline", 2);
    await sleep(6_000);
    expect(await pool.types()).toEqual(["connected"]);
  });
});

/** Once it has been asked, so that the cut comes in the middle of a quiet life. */
async function asked({ first }: Scene): Promise<void> {
  await eventually(() => first.probes.length === 1);
  await sleep(1_000);
}

describeCable("a cable that", () => {
  test.for([
    ["as usual", {}],
    ["of minutes", { retry: MINUTES }],
  ])(
    "is pulled for half a minute (pain 5), with a backoff %s",
    async ([how, session], { stage, expect }) => {
      const cable = await Cable.laid(stage);
      const scene = await connectedScene(stage, { cable, session: session as object });
      const { pool, first } = scene;
      await asked(scene);
      const cutAt = Date.now();
      await cable.pull();
      const lostAt = await pool.until("disconnected");
      await sleep(cutAt + 30_000 - Date.now());
      const healedAt = Date.now();
      await cable.plug();
      const backAt = await pool.until("connected", 2);
      const noticed = lostAt - lastWord(first, cutAt);
      const back = backAt - healedAt;
      figure(`cable pulled, backoff ${how as string}`, { noticed, back });
      expect(noticed).toBeLessThanOrEqual(NOTICED);
      expect(back).toBeLessThanOrEqual(BACK);
      await sleep(6_000);
      expect(await pool.links()).toEqual(["connected", "disconnected", "connected"]);
      expect(scene.site.open).toHaveLength(1);
    },
  );

  test("is pulled for 8 s (pain 6): the link lives on", async ({ stage, expect }) => {
    const cable = await Cable.laid(stage);
    const scene = await connectedScene(stage, { cable });
    await asked(scene);
    await cable.pull();
    await sleep(8_000);
    const before = scene.first.probes.length;
    await cable.plug();
    await eventually(() => scene.first.probes.length > before);
    await sleep(6_000);
    expect(await scene.pool.types()).toEqual(["connected"]);
  });

  test("swallows all, and nobody is told (pain 5)", async ({ stage, expect }) => {
    const cable = await Cable.laid(stage);
    const scene = await connectedScene(stage, { cable });
    const { pool, first } = scene;
    await asked(scene);
    const cutAt = Date.now();
    await cable.swallow();
    const lostAt = await pool.until("disconnected");
    // Its first dials are swallowed too.
    await sleep(cutAt + 26_000 - Date.now());
    const healedAt = Date.now();
    await cable.pass();
    const backAt = await pool.until("connected", 2);
    const noticed = lostAt - lastWord(first, cutAt);
    const back = backAt - healedAt;
    figure("packets swallowed", { noticed, back });
    expect(noticed).toBeLessThanOrEqual(NOTICED);
    expect(back).toBeLessThanOrEqual(BACK);
    await sleep(6_000);
    expect(await pool.links()).toEqual(["connected", "disconnected", "connected"]);
    const { platform } = await pool.all();
    expect(platform.map(({ type }) => type)).toEqual(["pageshow"]);
  });
});

describe.concurrent("a server that stops reading, with nobody told", () => {
  test("is noticed, and found again where it answers others", async ({ stage, expect }) => {
    const scene = await connectedScene(stage);
    const { pool, first } = scene;
    await asked(scene);
    const cutAt = Date.now();
    first.socket.pause();
    const lostAt = await pool.until("disconnected");
    const backAt = await pool.until("connected", 2);
    const noticed = lostAt - lastWord(first, cutAt);
    const back = backAt - lostAt;
    figure("server frozen", { noticed, back });
    expect(noticed).toBeLessThanOrEqual(NOTICED);
    expect(back).toBeLessThanOrEqual(BACK);
    await sleep(6_000);
    expect(await pool.types()).toEqual(["connected", "disconnected", "connected"]);
  });
});
