// The build log in Chromium: live output and exit codes, pages that come late, a hub that is killed, and how it looks.

import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import type { BrowserContextOptions } from "playwright";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { BuildLog } from "./support/build-log.ts";
import { BuildLogPage, type ShownLine } from "./support/build-log-page.ts";
import { poorTexts } from "./support/contrast.ts";
import { inChromium } from "./support/in-browser.ts";
import { root } from "./support/outside.ts";
import { look } from "./support/picture.ts";
import { eventually } from "./support/stage.ts";

const DESKTOP = { viewport: { width: 1280, height: 800 } };
const PHONE = {
  viewport: { width: 390, height: 844 },
  isMobile: true,
  hasTouch: true,
  deviceScaleFactor: 2,
};
const VIEWS = (["light", "dark"] as const).flatMap((colorScheme) => [
  [`desktop-${colorScheme}`, { ...DESKTOP, colorScheme }] as const,
  [`phone-${colorScheme}`, { ...PHONE, colorScheme }] as const,
]);

/** In milliseconds: on a machine that does much else. */
const LONG = 200_000;

const PICTURES = join(root, "packages/e2e/.pictures");

inChromium("the build log in Chromium", (browser) => {
  let app: BuildLog;
  const pages: BuildLogPage[] = [];

  beforeAll(async () => {
    app = await BuildLog.start();
  }, 120_000);
  afterEach(async () => {
    for (const page of pages.splice(0)) await page.close();
    await app.endRunners();
  });
  afterAll(async () => {
    expect(await app?.stop()).toBe(0);
  });

  async function open(options: BrowserContextOptions = DESKTOP): Promise<BuildLogPage> {
    const page = await BuildLogPage.open(browser(), app.url, options);
    pages.push(page);
    return page;
  }

  test("shows the output of real commands live, their progress and their exit codes", async () => {
    const page = await open();
    app.run();
    await page.says("build:version", "exit code 0");
    await page.says("build:failing", "exit code 2");
    await page.says("build:files", "exit code 0");

    await page.choose("build:version");
    await shows(page, numbered(linesOf(execFileSync("npm", ["--version"]))));
    await page.choose("build:failing");
    const { stderr } = spawnSync("ls", ["no-such-folder"]);
    await shows(page, numbered(linesOf(stderr)));
    await page.choose("build:files");
    await eventually(async () => (await page.lines()).some(({ text }) => text === "long-job.js"));

    await page.choose("build:long");
    await page.says("build:long", "running");
    const bar = page.row("build:long").locator("progress");
    await eventually(async () => Number(await bar.getAttribute("value")) >= 3);
    const before = await page.count();
    await eventually(async () => (await page.count()) > before);
    expect(await bar.getAttribute("max")).toBe("240");
    expect(await page.link()).toBe("connected");
    expect(page.errors).toEqual([]);
  });

  test("shows the job that runs in the hub, whole, although the page came when it had ended", async () => {
    await app.hub.line(/^The hub's own job: exit code 0/);
    const page = await open();
    await page.says("process:hub", "exit code 0");
    await page.choose("process:hub");
    await shows(page, numbered(linesOf(execFileSync("node", ["--v8-options"]))));
    expect(page.errors).toEqual([]);
  });

  test(
    "shows a job from its beginning to a page that comes in the middle of it",
    async () => {
      // More bytes than the hub lets wait for one client, and more lines than the client takes unread.
      const [count, filling] = [5_000, "x".repeat(400)];
      const early = await open();
      const job = "build:many";
      app.runCommand(
        "many",
        "node",
        "-e",
        `for (let at = 1; at <= ${count}; at++) console.log(at, "${filling}"); setInterval(() => {}, 1000)`,
      );
      await eventually(async () => (await early.row(job).count()) > 0);
      await early.choose(job);
      await eventually(async () => (await early.count()) === count);

      const late = await open();
      await late.choose(job);
      await shows(late, numbered(Array.from({ length: count }, (_, at) => `${at + 1} ${filling}`)));
      await late.says(job, "running");
      expect([...early.errors, ...late.errors]).toEqual([]);
    },
    LONG,
  );

  test(
    "is told a gap when the hub was killed, and ends without a missing or a doubled line",
    async () => {
      const page = await open();
      const steps = 150;
      app.runCommand("killed", "node", app.program("long-job"), String(steps), "40");
      const long = "build:killed";
      await eventually(async () => (await page.row(long).count()) > 0);
      await page.choose(long);
      for (const least of [15, 60]) {
        await eventually(async () => (await page.count()) >= least);
        const gaps = await gapsOf(page);
        await app.killHub();
        await eventually(
          async () => (await page.link()) === "the hub is away, and is dialled again",
        );
        await keep(page, "build-log-away");
        expect(await poorTexts(page.page, 4.5)).toEqual([]);
        await app.startHub();
        await eventually(async () => (await page.link()) === "connected");
        await eventually(async () => (await gapsOf(page)) > gaps);
      }
      await page.says(long, "exit code 0");
      await keep(page, "build-log-after");
      expect(await poorTexts(page.page, 4.5)).toEqual([]);
      const lines = await page.lines();
      expect(lines.map(({ line }) => line)).toEqual(lines.map((_, at) => at + 1));
      expect(lines.map(({ text }) => text.split(" ")[0])).toEqual(
        Array.from({ length: steps }, (_, at) => `[${at + 1}/${steps}]`),
      );

      // The hub of now was given all of them.
      const late = await open();
      await late.says(long, "exit code 0");
      await late.choose(long);
      expect(await late.lines()).toEqual(lines);
      expect([...page.errors, ...late.errors]).toEqual([]);
    },
    LONG,
  );

  test(
    "fits and can be read on a desk and on a phone, light and dark",
    async () => {
      app.run();
      for (const [name, options] of VIEWS) {
        const page = await open(options);
        await page.says("build:failing", "exit code 2");
        await page.says("build:version", "exit code 0");
        await page.choose("process:hub");
        await eventually(async () => (await page.count()) > 100);
        // The reader is at the end, as long as he does not go elsewhere.
        await eventually(() => page.isAtEnd());
        const picture = await keep(page, `build-log-${name}`);
        const { brightness, colours } = await look(browser(), picture);
        expect(colours, name).toBeGreaterThan(50);
        expect(brightness > 128, name).toBe(options.colorScheme === "light");
        expect(await page.page.evaluate("document.documentElement.scrollWidth"), name).toBe(
          options.viewport.width,
        );
        expect(await poorTexts(page.page, 4.5), name).toEqual([]);
        const heights = await page.page.evaluate<number[]>(
          `[...document.querySelectorAll("#jobs a")].map((each) => each.getBoundingClientRect().height)`,
        );
        expect(Math.min(...heights), name).toBeGreaterThanOrEqual(44);
        expect(page.errors, name).toEqual([]);
      }
    },
    LONG,
  );
});

const linesOf = (output: Buffer): string[] => output.toString().replace(/\n$/, "").split("\n");
const numbered = (texts: readonly string[]): ShownLine[] =>
  texts.map((text, at) => ({ line: at + 1, text }));

/** Waits until so many lines are shown, which have to be these. */
async function shows(page: BuildLogPage, lines: readonly ShownLine[]): Promise<void> {
  await eventually(async () => (await page.count()) >= lines.length);
  expect(await page.lines()).toEqual(lines);
}

/** How often the page was told of a gap in the job. */
async function gapsOf(page: BuildLogPage): Promise<number> {
  const gap = /gap \(epoch\) in build:killed-/;
  return (await page.notices()).filter((notice) => gap.test(notice)).length;
}

/** Pictures of the last run, for people. Git ignores them. */
async function keep(page: BuildLogPage, name: string): Promise<Buffer> {
  mkdirSync(PICTURES, { recursive: true });
  return page.page.screenshot({ path: join(PICTURES, `${name}.png`) });
}
