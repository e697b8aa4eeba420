// Feeds in a real browser whose network and server come and go, with the platform's word and without.
import { describe } from "vitest";
import { describeCable } from "../support/describe-cable.ts";
import { PAGES } from "../support/browser/feed-page.ts";
import { asked, connectedScene, emptyScene } from "../support/browser/scene.ts";
import { Cable } from "../support/cable.ts";
import { figure } from "../support/figure.ts";
import { lastWord } from "../support/browser/site.ts";
import { eventually, sleep, test } from "../support/stage.ts";

/** What is promised: from a peer's last message to the end of its link, and from the network's return to a new one. */
const NOTICED = 21_000;
const BACK = 5_000;
/** A redial after a signal comes within half a second; the rest is for a busy machine. */
const SOON = 500 + 4_500;

/** So that nothing but a signal brings it back in time. */
const MINUTES = { initialDelay: 600_000, minDelay: 600_000, maxDelay: 600_000 };

describe.concurrent.each(PAGES)("with a %s, a platform that says", (page) => {
  test("offline (pain 6): asks and closes nothing; online asks again", async ({
    stage,
    expect,
  }) => {
    const { feed, first } = await connectedScene(stage, { page });
    const offlineAt = Date.now();
    await feed.page.setOffline(true);
    await eventually(() => first.probes.length === 1);
    expect(Date.now() - offlineAt).toBeLessThan(SOON);
    // Longer than any verdict on a doubt.
    await sleep(6_500);
    expect(await feed.types()).toEqual(["connected"]);
    const onlineAt = Date.now();
    await feed.page.setOffline(false);
    await eventually(() => first.probes.length === 2);
    expect(Date.now() - onlineAt).toBeLessThan(SOON);
    await sleep(6_000);
    expect(await feed.types()).toEqual(["connected"]);
    const { platform } = await feed.all();
    expect(platform.map(({ type }) => type)).toEqual(["pageshow", "offline", "online"]);
  });

  test("online (pain 5): cuts a wait of ten minutes to half a second", async ({
    stage,
    expect,
  }) => {
    const { feed, site } = await emptyScene(stage, { page });
    site.refuses = true;
    await feed.open(site.peer, { retry: MINUTES });
    await feed.until("dialfailed");
    site.refuses = false;
    await feed.page.setOffline(true);
    await feed.untilPlatform("offline");
    await sleep(1_000);
    expect(await feed.types()).toEqual(["dialfailed"]);
    await feed.page.setOffline(false);
    const back = await feed.until("connected");
    const waited = back - (await feed.untilPlatform("online"));
    figure(`online to connected, with a ${page}`, { waited });
    expect(waited).toBeLessThan(SOON);
  });
});

for (const page of PAGES)
  describeCable(`with a ${page}, a cable that`, () => {
    test("is pulled for 8 s (pain 6): the link lives on", async ({ stage, expect }) => {
      const cable = await Cable.laid(stage);
      const scene = await connectedScene(stage, { page, cable });
      await asked(scene);
      await cable.pull();
      await sleep(8_000);
      const before = scene.first.probes.length;
      await cable.plug();
      await eventually(() => scene.first.probes.length > before);
      await sleep(6_000);
      expect(await scene.feed.types()).toEqual(["connected"]);
    });

    test("swallows all, and nobody is told (pain 5)", async ({ stage, expect }) => {
      const cable = await Cable.laid(stage);
      const scene = await connectedScene(stage, { page, cable });
      const { feed, first } = scene;
      await asked(scene);
      const cutAt = Date.now();
      await cable.swallow();
      const lostAt = await feed.until("disconnected");
      // Its first dials are swallowed too.
      await sleep(cutAt + 26_000 - Date.now());
      const healedAt = Date.now();
      await cable.pass();
      const backAt = await feed.until("connected", 2);
      const noticed = lostAt - lastWord(first, cutAt);
      const back = backAt - healedAt;
      figure(`packets swallowed, with a ${page}`, { noticed, back });
      expect(noticed).toBeLessThanOrEqual(NOTICED);
      expect(back).toBeLessThanOrEqual(BACK);
      await sleep(6_000);
      expect(await feed.links()).toEqual(["connected", "disconnected", "connected"]);
      const { platform } = await feed.all();
      expect(platform.map(({ type }) => type)).toEqual(["pageshow"]);
    });
  });

describe.concurrent.each(PAGES)("with a %s, a server that is killed", (page) => {
  test("and comes back is read from again, under the same loop", async ({ stage, expect }) => {
    const retry = { initialDelay: 500, minDelay: 500, maxDelay: 1_000 };
    const { feed, first, site } = await connectedScene(stage, { page, session: { retry } });
    first.socket.send("before");
    expect(await feed.untilRead(1)).toEqual(["before"]);
    await site.stop();
    await feed.until("dialfailed");
    const upAt = Date.now();
    await site.startAgain();
    const back = (await feed.until("connected", 2)) - upAt;
    figure(`server killed, with a ${page}`, { back });
    expect(back).toBeLessThanOrEqual(BACK);
    site.visits[1]?.socket.send("after");
    expect(await feed.untilRead(2)).toEqual(["before", "after"]);
    expect(await feed.links()).toEqual(["connected", "disconnected", "connected"]);
    expect(site.open).toHaveLength(1);
  });
});

describe.concurrent.each(PAGES)(
  "with a %s, a server that stops reading, with nobody told,",
  (page) => {
    test("is noticed, and found again where it answers others", async ({ stage, expect }) => {
      const scene = await connectedScene(stage, { page });
      const { feed, first } = scene;
      await asked(scene);
      const cutAt = Date.now();
      first.socket.pause();
      const lostAt = await feed.until("disconnected");
      const backAt = await feed.until("connected", 2);
      const noticed = lostAt - lastWord(first, cutAt);
      const back = backAt - lostAt;
      figure(`server frozen, with a ${page}`, { noticed, back });
      expect(noticed).toBeLessThanOrEqual(NOTICED);
      expect(back).toBeLessThanOrEqual(BACK);
      await sleep(6_000);
      expect(await feed.types()).toEqual(["connected", "disconnected", "connected"]);
    });
  },
);
