// What the tests of one page start: a site, a browser, a page with a pool, all of which ends with the test.
import { eventually, type Stage } from "../stage.ts";
import type { Cable } from "../cable.ts";
import { Chromium, type ChromiumOptions } from "./chromium.ts";
import { PoolPage } from "./pool-page.ts";
import { bundleScripts } from "./scripts.ts";
import { Site, type Visit } from "./site.ts";

const scripts = bundleScripts();

export interface SceneOptions extends ChromiumOptions {
  /** Between the browser and the site. */
  readonly cable?: Cable;
  /** Of the pool. */
  readonly session?: object;
}

export interface Scene {
  readonly chromium: Chromium;
  readonly site: Site;
  readonly pool: PoolPage;
  /** The link that the pool has at first. */
  readonly first: Visit;
}

/** A page without a pool yet. */
export async function emptyScene(
  stage: Stage,
  { cable, ...options }: SceneOptions = {},
): Promise<Omit<Scene, "first">> {
  const site = await Site.start(await scripts, cable?.host);
  stage.ending(() => site.stop());
  const chromium = await Chromium.start({ within: cable?.within ?? [], ...options });
  stage.ending(() => chromium.stop());
  return { chromium, site, pool: new PoolPage(await chromium.open(site.url)) };
}

/** A page whose pool is connected. */
export async function connectedScene(stage: Stage, options: SceneOptions = {}): Promise<Scene> {
  const { session, ...rest } = options;
  const scene = await emptyScene(stage, rest);
  await scene.pool.open(scene.site.peer, session);
  await scene.pool.until("connected");
  return { ...scene, first: await firstLink(scene.site) };
}

/** Of whoever dials the site first. */
export async function firstLink(site: Site): Promise<Visit> {
  await eventually(() => site.visits.length > 0);
  return site.visits[0] as Visit;
}
