// Feeds in pages of a real browser that are hidden, or blocked.
import { describe } from "vitest";
import { PAGES } from "../support/browser/feed-page.ts";
import { connectedScene } from "../support/browser/scene.ts";
import { figure } from "../support/figure.ts";
import { eventually, sleep, test } from "../support/stage.ts";

const SOON = 500 + 1_500;

/** Pings often and is soon sure, so that little time shows much. */
const EAGER = { pingInterval: 1_000, keepaliveTimeout: 3_000 };

describe.concurrent.each(PAGES)("with a %s, a page that is hidden", (page) => {
  test("asks nobody and judges nobody (pains 3 and 16), and asks at once when it is seen", async ({
    stage,
    expect,
  }) => {
    const { feed, first, site } = await connectedScene(stage, { page, session: EAGER });
    await eventually(() => first.probes.length > 1);
    await feed.page.hide();
    await feed.untilPlatform("hidden");
    // One may be under way.
    await sleep(500);
    const before = first.probes.length;
    await sleep(15_000);
    expect(first.probes).toHaveLength(before);
    await feed.page.show();
    const seenAt = await feed.untilPlatform("visible");
    await eventually(() => first.probes.length > before);
    const asked = (first.probes[before] ?? NaN) - seenAt;
    figure(`visible to probe, with a ${page}`, { asked });
    expect(asked).toBeLessThan(SOON);
    await sleep(6_000);
    expect(await feed.types()).toEqual(["connected"]);
    expect(site.visits).toHaveLength(1);
  });

  test("learns within 5 s of being seen that its link is dead (pains 3 and 5)", async ({
    stage,
    expect,
  }) => {
    const { feed, first } = await connectedScene(stage, { page });
    await feed.page.hide();
    await feed.untilPlatform("hidden");
    first.socket.pause();
    // Longer than the silence that is allowed to a page that is seen.
    await sleep(25_000);
    expect(await feed.types()).toEqual(["connected"]);
    await feed.page.show();
    const seenAt = await feed.untilPlatform("visible");
    const noticed = (await feed.until("disconnected")) - seenAt;
    const back = (await feed.until("connected", 2)) - seenAt;
    figure(`dead while hidden, with a ${page}`, { noticed, back });
    expect(noticed).toBeLessThan(5_000 + 500);
    expect(await feed.types()).toEqual(["connected", "disconnected", "connected"]);
  });
});

describe.concurrent.each(PAGES)("with a %s, a page whose timers are late", (page) => {
  test("as its main thread was blocked for 30 s (pain 4) keeps its healthy link", async ({
    stage,
    expect,
  }) => {
    const { feed, first, site } = await connectedScene(stage, { page, session: EAGER });
    await eventually(() => first.probes.length > 1);
    // Its answer is not to be what comes first after the block.
    await sleep(500);
    const before = first.probes.length;
    await feed.page.evaluate("{ const end = Date.now() + 30_000; while (Date.now() < end); }");
    // It was blocked indeed: nobody was asked.
    expect(first.probes.length - before).toBeLessThan(3);
    await sleep(8_000);
    expect(await feed.types()).toEqual(["connected"]);
    expect(site.visits).toHaveLength(1);
    expect(first.probes.length - before).toBeGreaterThan(4);
  });
});
