// The example page in Chromium: opened, used, hidden and photographed, wherever its pool runs.

import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { BrowserContextOptions } from "playwright";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { inChromium } from "./support/in-browser.ts";
import { look } from "./support/picture.ts";
import { eventually, sleep } from "./support/stage.ts";
import { WebApp } from "./support/web-app.ts";
import { WebAppPage } from "./support/web-app-page.ts";

const FEEDS = ["steady", "bursty", "dropping", "silent", "restarting"];
const HOMES = ["page", "worker", "shared-worker", "connections"];
const VIEWS = [
  ["desktop", "light", 1280],
  ["desktop", "dark", 1280],
  ["phone", "light", 360],
  ["phone", "dark", 360],
] as const;

inChromium("the web app in Chromium", (browser) => {
  let app: WebApp;
  const pages: WebAppPage[] = [];

  beforeAll(async () => {
    app = await WebApp.start();
  }, 120_000);
  afterEach(async () => {
    for (const page of pages.splice(0)) await page.close();
  });
  afterAll(async () => {
    expect(await app?.stop()).toBe(0);
  });

  async function open(home: string, options?: BrowserContextOptions): Promise<WebAppPage> {
    const page = await WebAppPage.open(browser(), `${app.url}?in=${home}`, options);
    pages.push(page);
    return page;
  }

  test.each(HOMES)("in: %s, it lives", async (home) => {
    const page = await open(home);
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

  test.each(HOMES)("in: %s, a cut is told and healed, and so is a redial", async (home) => {
    const page = await open(home);
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
  });

  test.each(HOMES)("in: %s, a hidden tab reads on and draws later", async (home) => {
    const page = await open(home);
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
  });

  test("tabs share the pool of a shared worker, and late ones are told what was", async () => {
    const first = await open("shared-worker");
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

  test.each(VIEWS)("it fits and shows something: %s, %s", async (_, colorScheme, width) => {
    const folder = mkdtempSync(join(tmpdir(), "skep-photo-"));
    try {
      const page = await open("page", { colorScheme, viewport: { width, height: 900 } });
      await page.connected(FEEDS);
      const path = join(folder, "page.png");
      await page.page.screenshot({ path, fullPage: true });

      const { colours, brightness } = await look(browser(), readFileSync(path));
      expect(colours).toBeGreaterThan(100);
      expect(brightness > 128).toBe(colorScheme === "light");
      expect(await page.page.evaluate("document.documentElement.scrollWidth")).toBe(width);
      expect(page.errors).toEqual([]);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
