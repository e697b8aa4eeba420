// Feeds in the workers of a real Chromium: dedicated, shared, and the service worker of an extension.
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe } from "vitest";
import type { Chromium } from "../../support/browser/chromium.ts";
import { describeCable } from "../../support/describe-cable.ts";
import { FeedPage, PAGES } from "../../support/browser/feed-page.ts";
import { emptyScene, firstLink } from "../../support/browser/scene.ts";
import { Cable } from "../../support/cable.ts";
import { figure } from "../../support/figure.ts";
import { Site } from "../../support/browser/site.ts";
import { bundleScripts } from "../../support/browser/scripts.ts";
import { eventually, sleep, type Stage, test } from "../../support/stage.ts";

const NOTICED = 21_000;
const BACK = 5_000;
/** Between two dials, so that nothing but a signal brings it back in time. */
const LONG = 60_000;

const WORKERS = PAGES.flatMap((page) =>
  ["Worker", "SharedWorker"].map((kind) => [page, kind] as const),
);

describeCable("in a worker, to which a page hands its signals,", () => {
  test.for(WORKERS)(
    "a %s in a %s (pain 5) loses its link once and has it again",
    async ([page, kind], { stage, expect }) => {
      const cable = await Cable.laid(stage);
      const { feed, site } = await emptyScene(stage, { page, cable });
      const url = `/worker.js?with=${page}&peer=${encodeURIComponent(site.peer)}&delay=${LONG}`;
      await feed.page.evaluate(`globalThis.worker = skep.start("${kind}", "${url}"); 0`);
      const inWorker = new FeedPage(feed.page, "worker.ask()");
      await inWorker.until("connected");
      const first = await firstLink(site);
      await eventually(() => first.probes.length === 1);
      await sleep(1_000);
      await cable.pull();
      const lostAt = await inWorker.until("disconnected");
      await sleep(2_000);
      const healedAt = Date.now();
      await cable.plug();
      const back = (await inWorker.until("connected", 2)) - healedAt;
      const noticed = lostAt - (first.probes[0] ?? NaN);
      figure(`cable pulled, ${page} in a ${kind}`, { noticed, back });
      expect(noticed).toBeLessThanOrEqual(NOTICED);
      expect(back).toBeLessThanOrEqual(BACK);
      await sleep(6_000);
      expect(await inWorker.links()).toEqual(["connected", "disconnected", "connected"]);
      expect(site.open).toHaveLength(1);
    },
  );
});

/** Loads an extension whose service worker has a pool. */
async function load(stage: Stage, chromium: Chromium, site: Site, session: object): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "skep-extension-"));
  stage.ending(() => rm(folder, { recursive: true, force: true }));
  const scripts = await bundleScripts();
  const manifest = {
    manifest_version: 3,
    name: "Skep",
    version: "1",
    description: JSON.stringify({ url: site.peer, session }),
    background: { service_worker: "extension.js" },
  };
  await writeFile(join(folder, "manifest.json"), JSON.stringify(manifest));
  await writeFile(join(folder, "extension.js"), scripts.get("/extension.js") ?? "");
  await chromium.devtools.send("Extensions.loadUnpacked", { path: folder });
}

describe.concurrent("an extension's service worker", () => {
  // Nobody looks into it: DevTools alone would keep it alive.
  test("lives as long as its pool asks (pain 41), and for 30 s where it does not", async ({
    stage,
    expect,
  }) => {
    const asking = await emptyScene(stage, { flags: ["--enable-unsafe-extension-debugging"] });
    const { site } = asking;
    const chromium = asking.browser as Chromium;
    const silent = await Site.start(new Map());
    stage.ending(() => silent.stop());
    await load(stage, chromium, site, {});
    await load(stage, chromium, silent, { pingInterval: 0 });
    const [first, other] = [await firstLink(site), await firstLink(silent)];
    await sleep(75_000);
    const ended = (other.end?.at ?? NaN) - other.from;
    figure("an extension's service worker without traffic", { ended });
    expect(ended).toBeLessThan(45_000);
    expect(first.end).toBeUndefined();
    expect(site.visits).toHaveLength(1);
    const quiet = first.probes.map((at, n) => at - (first.probes[n - 1] ?? first.from));
    expect(Math.max(...quiet)).toBeLessThan(30_000);
    expect(first.probes.length).toBeGreaterThan(5);
  });
});
