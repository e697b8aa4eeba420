// Feeds in pages that a real Firefox keeps for later, or does not.
import { describe } from "vitest";
import { type FeedPage, PAGES } from "../../support/browser/feed-page.ts";
import { connectedScene, emptyScene } from "../../support/browser/scene.ts";
import type { Site } from "../../support/browser/site.ts";
import { eventually, sleep, test } from "../../support/stage.ts";

/** Whether it is still the same page after the way there and back. */
async function isKept({ page }: FeedPage, site: Site): Promise<boolean> {
  await page.evaluate("globalThis.before = true");
  await page.visit(`${site.url}elsewhere`);
  await sleep(1_000);
  await page.back();
  const shows = "document.readyState === 'complete' && location.pathname !== '/elsewhere'";
  await eventually(() => page.evaluate<boolean>(shows));
  return page.evaluate<boolean>("globalThis.before === true");
}

describe.concurrent.each(PAGES)("with a %s, a page that is left and returned to", (page) => {
  test("is loaded anew where its link was open (pain 39), and its peer is told that it goes", async ({
    stage,
    expect,
  }) => {
    const { feed, first, site } = await connectedScene(stage, { page });
    expect(await isKept(feed, site)).toBe(false);
    expect(first.end?.code).toBe(1001);
    expect(site.open).toHaveLength(0);
  });

  test("is kept where nothing is open (pain 39)", async ({ stage, expect }) => {
    const { feed, site } = await emptyScene(stage, { page });
    expect(await isKept(feed, site)).toBe(true);
  });
});
