// Feeds in pages of a real Chromium, which is told of a network by its system, and may be told lies.
import { describe } from "vitest";
import { type ChromiumPage, network } from "../../support/browser/chromium-page.ts";
import { PAGES } from "../../support/browser/feed-page.ts";
import { asked, connect, connectedScene, emptyScene } from "../../support/browser/scene.ts";
import { lastWord } from "../../support/browser/site.ts";
import { Cable } from "../../support/cable.ts";
import { describeCable } from "../../support/describe-cable.ts";
import { figure } from "../../support/figure.ts";
import { sleep, test } from "../../support/stage.ts";

const NOTICED = 21_000;
const BACK = 5_000;

/** So that nothing but a signal brings it back in time. */
const MINUTES = { initialDelay: 600_000, minDelay: 600_000, maxDelay: 600_000 };

describe.concurrent.each(PAGES)("with a %s, a platform that says", (page) => {
  test("offline, and lies (pain 6): dials are made, links stay", async ({ stage, expect }) => {
    const scene = await emptyScene(stage, { page });
    const { feed } = scene;
    const lie = (offline: boolean) =>
      (feed.page as ChromiumPage).send("Network.overrideNetworkState", network(offline));
    await lie(true);
    expect(await feed.page.evaluate("navigator.onLine")).toBe(false);
    await connect(scene, { pingInterval: 1_000, keepaliveTimeout: 3_000 });
    await lie(false);
    await feed.untilPlatform("online");
    await lie(true);
    await feed.untilPlatform("offline", 2);
    await sleep(6_000);
    expect(await feed.types()).toEqual(["connected"]);
  });

  test("offline at the beginning: dials count towards `initialRetries` when it is back", async ({
    stage,
    expect,
  }) => {
    const { feed, site } = await emptyScene(stage, { page });
    const lie = (offline: boolean) =>
      (feed.page as ChromiumPage).send("Network.overrideNetworkState", network(offline));
    site.refuses = true;
    await lie(true);
    expect(await feed.page.evaluate("navigator.onLine")).toBe(false);
    const retry = { initialDelay: 100, minDelay: 100, maxDelay: 100, initialRetries: 1 };
    await feed.open(site.peer, { retry });
    await feed.until("dialfailed", 5);
    expect(await feed.types()).not.toContain("retired");
    await lie(false);
    const onlineAt = await feed.untilPlatform("online");
    expect(await feed.until("retired")).toBeGreaterThanOrEqual(onlineAt);
  });
});

for (const page of PAGES)
  describeCable(`with a ${page}, a cable that`, () => {
    test.for([
      ["as usual", {}],
      ["of minutes", { retry: MINUTES }],
    ])(
      "is pulled for half a minute (pain 5), with a backoff %s",
      async ([how, session], { stage, expect }) => {
        const cable = await Cable.laid(stage);
        const scene = await connectedScene(stage, { page, cable, session: session as object });
        const { feed, first } = scene;
        await asked(scene);
        const cutAt = Date.now();
        await cable.pull();
        const lostAt = await feed.until("disconnected");
        await sleep(cutAt + 30_000 - Date.now());
        const healedAt = Date.now();
        await cable.plug();
        const backAt = await feed.until("connected", 2);
        const noticed = lostAt - lastWord(first, cutAt);
        const back = backAt - healedAt;
        figure(`cable pulled, with a ${page}, backoff ${how as string}`, { noticed, back });
        expect(noticed).toBeLessThanOrEqual(NOTICED);
        expect(back).toBeLessThanOrEqual(BACK);
        await sleep(6_000);
        expect(await feed.links()).toEqual(["connected", "disconnected", "connected"]);
        expect(scene.site.open).toHaveLength(1);
      },
    );
  });
