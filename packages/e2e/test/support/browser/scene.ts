// What the tests of one page start: a site, a browser, a page with a feed, all of which ends with the test.
import { inject } from "vitest";
import type { BrowserName } from "../../../../../tools/browsers/installed.ts";
import { eventually, sleep, type Stage } from "../stage.ts";
import type { Cable } from "../cable.ts";
import type { Browser, BrowserOptions } from "./browser.ts";
import { Chromium } from "./chromium.ts";
import { FeedPage, type PageKind } from "./feed-page.ts";
import { Firefox } from "./firefox.ts";
import { bundleScripts } from "./scripts.ts";
import { Site, type Visit } from "./site.ts";

const scripts = bundleScripts();
const BROWSERS = { chromium: Chromium, firefox: Firefox };

declare module "vitest" {
  interface ProvidedContext {
    /** The browser of the project. */
    browser: BrowserName;
  }
}

export interface SceneOptions extends BrowserOptions {
  /** By whom the feed is read. Default: a pool. */
  readonly page?: PageKind;
  /** Between the browser and the site. */
  readonly cable?: Cable;
  /** Of the session. */
  readonly session?: object;
}

export interface Scene {
  readonly browser: Browser;
  readonly site: Site;
  readonly feed: FeedPage;
  /** The link that the feed has at first. */
  readonly first: Visit;
}

/** A page whose feed is not open yet. */
export async function emptyScene(
  stage: Stage,
  { cable, page = "pool", ...options }: SceneOptions = {},
): Promise<Omit<Scene, "first">> {
  const site = await Site.start(await scripts, cable?.host);
  stage.ending(() => site.stop());
  const within = cable?.within ?? [];
  const browser: Browser = await BROWSERS[inject("browser")].start({ within, ...options });
  stage.ending(() => browser.stop());
  return { browser, site, feed: new FeedPage(await browser.open(site.pageWith(page))) };
}

/** A page whose feed is connected. */
export async function connectedScene(stage: Stage, options: SceneOptions = {}): Promise<Scene> {
  const { session, ...rest } = options;
  const scene = await emptyScene(stage, rest);
  return { ...scene, first: await connect(scene, session) };
}

/**
 * Opens the feed. Resolves with its link. Dials that failed before are left out: a browser that has just been started may take longer than a session
 * waits that is soon sure.
 */
export async function connect(
  { feed, site }: Omit<Scene, "first">,
  session?: object,
  quiet?: boolean,
): Promise<Visit> {
  await feed.open(site.peer, session, quiet);
  feed.skipFailures();
  await feed.until("connected");
  await eventually(() => site.open.length === 1);
  return site.forgetEnded();
}

/** Of whoever dials the site first. */
export async function firstLink(site: Site): Promise<Visit> {
  await eventually(() => site.visits.length > 0);
  return site.visits[0] as Visit;
}

/** Once it has been asked, so that what follows comes in the middle of a quiet life. */
export async function asked({ first }: Pick<Scene, "first">): Promise<void> {
  await eventually(() => first.probes.length === 1);
  await sleep(1_000);
}
