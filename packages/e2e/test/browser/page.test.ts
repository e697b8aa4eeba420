// Pools in pages of a real Chromium that are hidden, frozen, kept for later, blocked, throttled.
import { describe } from "vitest";
import type { Page } from "../support/browser/page.ts";
import { connectedScene, emptyScene } from "../support/browser/scene.ts";
import { figure } from "../support/figure.ts";
import { eventually, sleep, test } from "../support/stage.ts";

const BACK = 5_000;
const SOON = 500 + 1_500;

/** Pings often and is soon sure, so that little time shows much. */
const EAGER = { pingInterval: 1_000, keepaliveTimeout: 3_000 };

/** What a user does to a window; it really hides the page. */
async function setWindow(page: Page, windowState: "minimized" | "normal"): Promise<void> {
  const { windowId } = await page.send<{ windowId: number }>("Browser.getWindowForTarget");
  await page.send("Browser.setWindowBounds", { windowId, bounds: { windowState } });
}

describe.concurrent("a page that is hidden", () => {
  test("asks nobody and judges nobody (pains 3 and 16), and asks at once when it is seen", async ({
    stage,
    expect,
  }) => {
    const { pool, first, site } = await connectedScene(stage, { session: EAGER });
    await eventually(() => first.probes.length > 1);
    await setWindow(pool.page, "minimized");
    await pool.untilPlatform("hidden");
    // One may be under way.
    await sleep(500);
    const before = first.probes.length;
    await sleep(15_000);
    expect(first.probes).toHaveLength(before);
    await setWindow(pool.page, "normal");
    const seenAt = await pool.untilPlatform("visible");
    await eventually(() => first.probes.length > before);
    const asked = (first.probes[before] ?? NaN) - seenAt;
    figure("visible to probe", { asked });
    expect(asked).toBeLessThan(SOON);
    await sleep(6_000);
    expect(await pool.types()).toEqual(["connected"]);
    expect(site.visits).toHaveLength(1);
  });

  test("learns within 5 s of being seen that its link is dead (pains 3 and 5)", async ({
    stage,
    expect,
  }) => {
    const { pool, first } = await connectedScene(stage);
    await setWindow(pool.page, "minimized");
    await pool.untilPlatform("hidden");
    first.socket.pause();
    // Longer than the silence that is allowed to a page that is seen.
    await sleep(25_000);
    expect(await pool.types()).toEqual(["connected"]);
    await setWindow(pool.page, "normal");
    const seenAt = await pool.untilPlatform("visible");
    const noticed = (await pool.until("disconnected")) - seenAt;
    const back = (await pool.until("connected", 2)) - seenAt;
    figure("dead while hidden", { noticed, back });
    expect(noticed).toBeLessThan(5_000 + 500);
    expect(await pool.types()).toEqual(["connected", "disconnected", "connected"]);
  });
});

describe.concurrent("a page that is frozen", () => {
  test("for a minute (pains 5 and 39) is told once that it ended, and once that it is back", async ({
    stage,
    expect,
  }) => {
    const { pool, first, site } = await connectedScene(stage);
    await sleep(2_000);
    const frozenAt = Date.now();
    await pool.page.send("Page.setWebLifecycleState", { state: "frozen" });
    // Its peer is told at once, and keeps no link to nobody.
    await eventually(() => first.end !== undefined);
    await sleep(frozenAt + 60_000 - Date.now());
    expect(site.visits).toHaveLength(1);
    const resumedAt = Date.now();
    await pool.page.send("Page.setWebLifecycleState", { state: "active" });
    const back = (await pool.until("connected", 2)) - resumedAt;
    const told = (await pool.until("disconnected")) - frozenAt;
    const ended = (first.end?.at ?? NaN) - frozenAt;
    figure("frozen for 60 s", { told, ended, back });
    expect(told).toBeLessThan(SOON);
    expect(ended).toBeLessThan(SOON);
    expect(first.end?.code).toBe(1000);
    expect(back).toBeLessThanOrEqual(BACK);
    await sleep(6_000);
    expect(await pool.types()).toEqual(["connected", "disconnected", "connected"]);
    expect(site.open).toHaveLength(1);
  });
});

describe.concurrent("a page that is left and returned to", () => {
  test("out of the back-forward cache (pain 39) has one link again, and its pool lives", async ({
    stage,
    expect,
  }) => {
    const { pool, first, site } = await connectedScene(stage);
    for (const round of [1, 2]) {
      await pool.page.visit(`${site.url}elsewhere`);
      await eventually(() => site.open.length === 0);
      await sleep(2_000);
      const returnedAt = Date.now();
      await pool.page.back();
      // What it has told is still there: this page was kept, not loaded again.
      const back = (await pool.until("connected", round + 1)) - returnedAt;
      figure("back out of the cache", { back });
      expect(back).toBeLessThanOrEqual(BACK);
      expect(await pool.untilPlatform("pageshow kept", round)).toBeGreaterThanOrEqual(returnedAt);
    }
    await sleep(3_000);
    const link = ["connected", "disconnected"];
    expect(await pool.types()).toEqual([...link, ...link, "connected"]);
    expect(first.end?.code).toBe(1000);
    expect(site.open).toHaveLength(1);
    expect(site.visits).toHaveLength(3);
    await pool.page.evaluate("skep.send('alive')");
    await eventually(() => site.visits[2]?.probes.length === 1);
  });
});

describe.concurrent("a page whose timers are late", () => {
  test("as its main thread was blocked for 30 s (pain 4) keeps its healthy link", async ({
    stage,
    expect,
  }) => {
    const { pool, first, site } = await connectedScene(stage, { session: EAGER });
    await eventually(() => first.probes.length > 1);
    // Its answer is not to be what comes first after the block.
    await sleep(500);
    const before = first.probes.length;
    await pool.page.evaluate("{ const end = Date.now() + 30_000; while (Date.now() < end); }");
    // It was blocked indeed: nobody was asked.
    expect(first.probes.length - before).toBeLessThan(3);
    await sleep(8_000);
    expect(await pool.types()).toEqual(["connected"]);
    expect(site.visits).toHaveLength(1);
    expect(first.probes.length - before).toBeGreaterThan(4);
  });

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
      const { pool, site } = await emptyScene(stage, { flags });
      await pool.open(site.peer, session, quiet);
      await pool.page.evaluate(
        "globalThis.ticks = []; setInterval(() => ticks.push(Date.now()), 1_000);",
      );
      await eventually(() => site.open.length === 1);
      const chatter = setInterval(() => site.visits[0]?.socket.send("news"), 50_000);
      stage.ending(async () => clearInterval(chatter));
      await setWindow(pool.page, "minimized");
      await sleep(85_000);
      const ticks = await pool.page.evaluate<number[]>("[...ticks, Date.now()]");
      const gaps = ticks.map((at, n) => at - (ticks[n - 1] ?? at));
      expect(Math.max(...gaps)).toBeGreaterThan(30_000);
      await setWindow(pool.page, "normal");
      await sleep(6_000);
      expect(await pool.types()).toEqual(["connected"]);
      expect(site.visits).toHaveLength(1);
    },
  );
});
