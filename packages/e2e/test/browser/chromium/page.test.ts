// Feeds in pages to which only a Chromium does it: frozen, kept for later, with timers that run once a minute.
import { describe } from "vitest";
import type { ChromiumPage } from "../../support/browser/chromium-page.ts";
import { PAGES } from "../../support/browser/feed-page.ts";
import { connect, connectedScene, emptyScene } from "../../support/browser/scene.ts";
import { figure } from "../../support/figure.ts";
import { eventually, sleep, test } from "../../support/stage.ts";

const BACK = 5_000;
/** A page ends its link while it freezes; this is for a busy machine. */
const SOON = 5_000;

/** Pings often and is soon sure, so that little time shows much. */
const EAGER = { pingInterval: 1_000, keepaliveTimeout: 3_000 };

// The longest first: no more than eight run side by side.
describe.concurrent.each(PAGES)("with a %s, a page whose timers are late", (page) => {
  // Chromium begins after five minutes; with this, after ten seconds.
  const flags = [
    "--intensive-wake-up-throttling-policy=force-enable",
    "--enable-features=IntensiveWakeUpThrottling:grace_period_seconds/10",
  ];

  test.for([
    ["probes", EAGER, false],
    ["probes, and is not told that it is hidden", EAGER, true],
    ["only listens", { pingInterval: 0, keepaliveTimeout: 20_000 }, false],
  ] as const)(
    "as they run once a minute (pain 3) keeps its healthy link, where it %s",
    async ([, session, quiet], { stage, expect }) => {
      const scene = await emptyScene(stage, { page, flags });
      const { feed, site } = scene;
      const { socket } = await connect(scene, session, quiet);
      await feed.page.evaluate(
        "globalThis.ticks = []; setInterval(() => ticks.push(Date.now()), 1_000);",
      );
      const chatter = setInterval(() => socket.send("news"), 50_000);
      stage.ending(async () => clearInterval(chatter));
      await feed.page.hide();
      await sleep(85_000);
      const ticks = await feed.page.evaluate<number[]>("[...ticks, Date.now()]");
      const gaps = ticks.map((at, n) => at - (ticks[n - 1] ?? at));
      expect(Math.max(...gaps)).toBeGreaterThan(30_000);
      await feed.page.show();
      await sleep(6_000);
      expect(await feed.types()).toEqual(["connected"]);
      expect(site.visits).toHaveLength(1);
    },
  );
});

describe.concurrent.each(PAGES)("with a %s, a page that is frozen", (page) => {
  test("for a minute (pains 5 and 39) is told once that it ended, and once that it is back", async ({
    stage,
    expect,
  }) => {
    const { feed, first, site } = await connectedScene(stage, { page });
    const chromium = feed.page as ChromiumPage;
    await sleep(2_000);
    const frozenAt = Date.now();
    await chromium.send("Page.setWebLifecycleState", { state: "frozen" });
    // Its peer is told at once, and keeps no link to nobody.
    await eventually(() => first.end !== undefined);
    await sleep(frozenAt + 60_000 - Date.now());
    expect(site.visits).toHaveLength(1);
    const resumedAt = Date.now();
    await chromium.send("Page.setWebLifecycleState", { state: "active" });
    const back = (await feed.until("connected", 2)) - resumedAt;
    const told = (await feed.until("disconnected")) - frozenAt;
    const ended = (first.end?.at ?? NaN) - frozenAt;
    figure(`frozen for 60 s, with a ${page}`, { told, ended, back });
    expect(told).toBeLessThan(SOON);
    expect(ended).toBeLessThan(SOON);
    expect(first.end?.code).toBe(1000);
    expect(back).toBeLessThanOrEqual(BACK);
    await sleep(6_000);
    expect(await feed.types()).toEqual(["connected", "disconnected", "connected"]);
    expect(site.open).toHaveLength(1);
  });
});

describe.concurrent.each(PAGES)("with a %s, a page that is left and returned to", (page) => {
  test("out of the back-forward cache (pain 39) has one link again, and its session lives", async ({
    stage,
    expect,
  }) => {
    const { feed, first, site } = await connectedScene(stage, { page });
    for (const round of [1, 2]) {
      await feed.page.visit(`${site.url}elsewhere`);
      await eventually(() => site.open.length === 0);
      await sleep(2_000);
      const returnedAt = Date.now();
      await feed.page.back();
      // What it has told is still there: this page was kept, not loaded again.
      const back = (await feed.until("connected", round + 1)) - returnedAt;
      figure(`back out of the cache, with a ${page}`, { back });
      expect(back).toBeLessThanOrEqual(BACK);
      expect(await feed.untilPlatform("pageshow kept", round)).toBeGreaterThanOrEqual(returnedAt);
    }
    await sleep(3_000);
    const link = ["connected", "disconnected"];
    expect(await feed.types()).toEqual([...link, ...link, "connected"]);
    expect(first.end?.code).toBe(1000);
    expect(site.open).toHaveLength(1);
    expect(site.visits).toHaveLength(3);
    await feed.page.evaluate("skep.send('alive')");
    await eventually(() => site.visits[2]?.probes.length === 1);
  });
});
