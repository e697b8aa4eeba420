// The example page in Chromium: opened, used, hidden and photographed, wherever its pool runs.

import { mkdirSync } from "node:fs";
import { join } from "node:path";
import type { BrowserContextOptions } from "playwright";
import { afterAll, beforeAll, expect } from "vitest";
import { poorTexts } from "./support/contrast.ts";
import { inChromium } from "./support/in-browser.ts";
import { root } from "./support/outside.ts";
import { look } from "./support/picture.ts";
import { eventually, sleep, type Stage, test } from "./support/stage.ts";
import { WebApp } from "./support/web-app.ts";
import { WebAppPage } from "./support/web-app-page.ts";

const FEEDS = ["steady", "bursty", "dropping", "silent", "restarting"];
const HOMES = ["page", "worker", "shared-worker", "connections"];
const DESKTOP = { width: 1280, height: 800 };
const PHONES = [
  ["phone", { width: 390, height: 844 }],
  ["small-phone", { width: 360, height: 640 }],
] as const;
const VIEWS = [["desktop", DESKTOP] as const, ...PHONES].flatMap(([name, viewport]) => [
  [name, "light", viewport] as const,
  [name, "dark", viewport] as const,
]);
const PHONE = { isMobile: true, hasTouch: true, deviceScaleFactor: 2 };
const TOUCH = { desktop: {}, phone: PHONE, "small-phone": PHONE };

/** What a row says that has no link, and until when it waits. */
const WAITS =
  /^(dials (in \d\.\d s|now)|next try within \d\.\d s|\w+ tries now|for \d+ s at most)$/;

const AGE = /^\d+ s ago$/;

const PICTURES = join(root, "packages/e2e/.pictures");

inChromium("the web app in Chromium", (browser) => {
  let app: WebApp;

  beforeAll(async () => {
    app = await WebApp.start();
  }, 120_000);
  afterAll(async () => {
    expect(await app?.stop()).toBe(0);
  });

  async function open(
    stage: Stage,
    home: string,
    options?: BrowserContextOptions,
    url: string = app.url,
  ): Promise<WebAppPage> {
    const page = await WebAppPage.open(browser(), `${url}?in=${home}`, options);
    stage.ending(() => page.close());
    return page;
  }

  test.concurrent.for(HOMES)("in: %s, it lives", async (home, { stage, expect }) => {
    const page = await open(stage, home);
    await page.connected(FEEDS);

    expect(await page.page.getByRole("table").getByRole("row").count()).toBe(1 + FEEDS.length);
    expect(await page.page.locator("[aria-current=true]").getAttribute("data-home")).toBe(home);
    const value = page.row("steady").locator(".value");
    await eventually(async () => /^\d+\.\d\d °C$/.test((await value.textContent()) ?? ""));
    const before = await value.textContent();
    await eventually(async () => (await value.textContent()) !== before);
    const roundTrip = page.row("steady").locator(".rtt");
    await eventually(async () => / m?s$/.test((await roundTrip.textContent()) ?? ""));
    await eventually(
      async () => (await page.row("bursty").locator(".line").getAttribute("d")) !== null,
    );
    expect(page.errors).toEqual([]);
  });

  // One after the other: a cut ends the links of all pages.
  test.for(HOMES)(
    "in: %s, a cut is told and healed, and so is a redial",
    async (home, { stage }) => {
      const page = await open(stage, home);
      await page.connected(FEEDS);

      const beforeCut = (await page.lines("steady")).length;
      await page.click("cut", "steady");
      await page.told(
        "steady",
        beforeCut,
        /disconnected the link was lost without a close frame; again in \d\.\d s$/,
        /connected again, by dial \d+$/,
      );

      const beforeRedial = (await page.lines("steady")).length;
      await page.click("redial", "steady");
      await page.told("steady", beforeRedial, /disconnected \S/, /connected again, by dial \d+$/);
      // The table is up to a quarter of a second older than the log.
      const dials = Number((await page.lines("steady")).at(-1)?.match(/\d+$/)?.[0]);
      await eventually(async () => (await page.dials("steady")) === dials);
      expect(page.errors).toEqual([]);
    },
  );

  test.concurrent.for(HOMES)(
    "in: %s, a hidden tab reads on and draws later",
    async (home, { stage, expect }) => {
      const page = await open(stage, home);
      await page.connected(FEEDS);
      await eventually(async () => (await page.read()) > 0);

      await page.hide();
      // The page draws on until it is told that it is hidden, which a busy browser does late.
      let shown = -1;
      await eventually(async () => {
        shown = await page.read();
        await sleep(500);
        return (await page.read()) === shown;
      });
      await sleep(3_000);
      expect(await page.read()).toBe(shown);

      await page.show();
      await eventually(async () => (await page.unseen()) > 20);
      await eventually(async () => (await page.read()) > shown + 20);
      expect(page.errors).toEqual([]);
    },
  );

  test("tabs share the pool of a shared worker, and late ones are told what was", async ({
    stage,
  }) => {
    const first = await open(stage, "shared-worker");
    await first.connected(FEEDS);
    const second = await WebAppPage.openTab(first.page.context(), `${app.url}?in=shared-worker`);

    await second.connected(FEEDS);
    const dials = await second.dials("bursty");
    await first.click("redial", "bursty");
    await eventually(async () => (await second.dials("bursty")) > dials);

    await first.page.close();
    const read = await second.read();
    await eventually(async () => (await second.read()) > read);
    expect([...first.errors, ...second.errors]).toEqual([]);
  });

  test("it fits and can be read in all sizes, light and dark", async ({ stage }) => {
    const opened = VIEWS.map(async ([name, colorScheme, viewport]) => {
      const page = await open(stage, "page", { colorScheme, viewport, ...TOUCH[name] });
      await page.connected(FEEDS);
      return { page, view: `${name}-${colorScheme}`, colorScheme, width: viewport.width };
    });

    for (const { page, view, colorScheme, width } of await Promise.all(opened)) {
      const { colours, brightness } = await look(browser(), await keep(page, view));
      expect(colours, view).toBeGreaterThan(100);
      expect(brightness > 128, view).toBe(colorScheme === "light");
      expect(await page.page.evaluate("document.documentElement.scrollWidth"), view).toBe(width);
      expect(await poorTexts(page.page, 4.5), view).toEqual([]);
      expect(page.errors, view).toEqual([]);
    }
  });

  test.for(PHONES)(
    "on a phone all feeds are on the first screen: %s",
    async ([name, viewport], { stage }) => {
      const page = await open(stage, "page", { viewport, ...TOUCH[name] });
      await page.connected(FEEDS);

      const bar = await page.place("#latest");
      const list = await page.place("table");
      expect(bar.bottom).toBe(viewport.height);
      expect(list.bottom).toBeLessThanOrEqual(bar.top);
      const heights = [];
      for (const feed of FEEDS) {
        const { top, bottom } = await page.place(`[data-feed="${feed}"]`);
        heights.push(bottom - top);
      }
      // Rows, and each as high as the others, give or take a rounded pixel.
      expect(Math.max(...heights)).toBeLessThanOrEqual(110);
      expect(Math.max(...heights) - Math.min(...heights)).toBeLessThanOrEqual(1);
      for (const button of ["cut", "redial"]) {
        const { top, bottom, left, right } = await page.place(`[data-feed="steady"] .${button}`);
        expect(Math.min(bottom - top, right - left)).toBeGreaterThanOrEqual(44);
      }
    },
  );

  test("on a phone an event is seen at the lower edge, and leads to the log", async ({ stage }) => {
    const page = await open(stage, "page", {
      viewport: { width: 390, height: 844 },
      ...TOUCH.phone,
    });
    await page.connected(FEEDS);
    const latest = page.page.locator("#latest");

    await page.page.locator('[data-feed="steady"] .cut').tap();
    await eventually(async () => /steady (dis)?connected/.test((await latest.textContent()) ?? ""));

    expect(await page.page.evaluate("scrollY")).toBe(0);
    await latest.tap();
    await eventually(async () => Number(await page.page.evaluate("scrollY")) > 0);
  });

  test("the spark line fills its cell from the right, and says of which time it is", async ({
    stage,
  }) => {
    const page = await open(stage, "page", { viewport: { width: 1280, height: 800 } });
    await page.connected(FEEDS);
    const head = page.page.locator("thead .history");
    expect(await head.innerText()).toMatch(/30 s ago\s+.*now/s);

    const line = page.row("steady").locator(".line");
    await eventually(async () => /L120\.0 [\d.]+$/.test((await line.getAttribute("d")) ?? ""));
    const [svg, cell] = [await page.place("#feeds svg"), await page.place("#feeds .history")];
    // But for the padding of the cell.
    expect(svg.right - svg.left).toBe(cell.right - cell.left - 24);
    expect(await page.row("steady").locator("svg").getAttribute("aria-label")).toContain(
      "Messages a second of steady in the last 30 s",
    );
  });

  test.concurrent.for(HOMES)(
    "in: %s, a row says what it waits for while the server is away",
    async (home, { stage, expect }) => {
      const server = await another(stage);
      const page = await open(stage, home, { viewport: DESKTOP }, server.url);
      await all(page, "value", /\d/);
      const before = await page.places();

      await server.kill();
      await all(page, "age", AGE);

      expect(await page.texts("rate")).toEqual(FEEDS.map(() => "–"));
      expect(await page.page.locator("#rate").textContent()).toBe("–");
      expect(await page.page.locator("tr[data-aged][data-down]").count()).toBe(FEEDS.length);
      for (const text of await page.texts("detail")) expect(text).toMatch(WAITS);
      expect(await page.places()).toEqual(before);
      await eventually(async () =>
        (await page.texts("detail")).some((text) => /^dials in \d\.\d s$/.test(text)),
      );
    },
  );

  test("while the server is away it can be read, too, in all sizes, light and dark", async ({
    stage,
  }) => {
    const server = await another(stage);
    const opened = VIEWS.map(async ([name, colorScheme, viewport]) => {
      const options = { colorScheme, viewport, ...TOUCH[name] };
      const page = await open(stage, "page", options, server.url);
      await all(page, "value", /\d/);
      const places = await page.places();
      return { name: `${name}-${colorScheme}-away`, width: viewport.width, page, places };
    });
    const views = await Promise.all(opened);

    await server.kill();

    for (const { name, width, page, places } of views) {
      await all(page, "age", AGE);
      await keep(page, name);
      expect(await page.places(), name).toEqual(places);
      expect(await page.page.evaluate("document.documentElement.scrollWidth"), name).toBe(width);
      expect(await poorTexts(page.page, 4.5), name).toEqual([]);
    }
  });

  /** A server that may be ended in a test. */
  async function another(stage: Stage): Promise<WebApp> {
    const server = await app.another();
    stage.ending(() => server.kill());
    return server;
  }
});

/** Waits until that part of all rows matches. */
async function all(page: WebAppPage, part: string, pattern: RegExp): Promise<void> {
  await eventually(async () => {
    const texts = await page.texts(part);
    return texts.length === FEEDS.length && texts.every((text) => pattern.test(text));
  });
}

/** Pictures of the last run, for people. Git ignores them. */
async function keep(page: WebAppPage, name: string): Promise<Buffer> {
  mkdirSync(PICTURES, { recursive: true });
  return page.page.screenshot({ path: join(PICTURES, `${name}.png`) });
}
