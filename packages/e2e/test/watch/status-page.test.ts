// The status page in real browsers: it shows the services, updates itself, says when the program is gone, and takes no name for markup.

import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { Manager } from "@skep/watch";
import { healthListener } from "@skep/watch/node";
import type { Browser, Page } from "playwright";
import { afterAll, beforeAll, expect, test } from "vitest";
import { poorTexts } from "../support/contrast.ts";
import { inBrowser } from "../support/in-browser.ts";
import { eventually } from "../support/stage.ts";

const HOSTILE = `<img src=x onerror="document.title='taken'">`;

async function start() {
  const manager = new Manager();
  const answers = new Map<string, unknown>();
  const watch = (name: string, critical: boolean = false): void => {
    answers.set(name, true);
    const probe = (): unknown => {
      const answer = answers.get(name);
      if (answer instanceof Error) throw answer;
      return answer;
    };
    manager.watch({ name, probe, critical, backoff: { pollInterval: 60_000 } });
  };
  const set = async (name: string, answer: unknown): Promise<void> => {
    answers.set(name, answer);
    await manager.get(name)?.probeNow();
  };
  const server = createServer(healthListener(manager));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  return { manager, server, set, watch, url: `http://127.0.0.1:${port}/health/page` };
}

const end = (server: Server): void => {
  server.closeAllConnections();
  server.close();
};

for (const name of ["chromium", "firefox"] as const)
  inBrowser(name, `the status page in ${name}`, (browser: () => Browser) => {
    let scene: Awaited<ReturnType<typeof start>>;

    beforeAll(async () => {
      scene = await start();
    });
    afterAll(async () => {
      end(scene.server);
      await scene.manager.stop();
    });

    const rowsOf = (page: Page): Promise<string[]> =>
      page.evaluate<string[]>(
        `[...document.querySelectorAll("#services > li")].map((row) =>
          [".name", ".state"].map((part) => row.querySelector(part).textContent).join(": "))`,
      );
    const shows = (page: Page, rows: readonly string[]): Promise<void> =>
      eventually(async () => (await rowsOf(page)).join() === rows.join());

    test("shows the services and what becomes of them, by itself", async () => {
      const context = await browser().newContext({ colorScheme: "dark" });
      const page = await context.newPage();
      const errors: string[] = [];
      page.on("pageerror", ({ message }) => errors.push(message));
      scene.watch("database", true);
      scene.watch("cache");
      scene.watch(HOSTILE);
      await page.goto(scene.url);
      await shows(page, [`${HOSTILE}: ready`, "cache: ready", "database: ready"]);
      expect(await page.title()).toBe("healthy · Services");

      await scene.set("database", new Error(`refused ${HOSTILE}`));
      await scene.set("cache", { degraded: "1 of 2 shards" });
      await shows(page, [`${HOSTILE}: ready`, "cache: ready · degraded", "database: down"]);
      expect(await page.locator("#summary").textContent()).toBe("unhealthy: 2 of 3 are ready");
      expect(
        await page.locator("li", { hasText: "database" }).locator(".error").textContent(),
      ).toBe(`refused ${HOSTILE}`);
      expect(await poorTexts(page, 4.5)).toEqual([]);

      await scene.manager.remove(HOSTILE);
      await scene.set("database", true);
      await shows(page, ["cache: ready · degraded", "database: ready"]);
      expect(await page.title()).toBe("degraded · Services");
      expect(errors).toEqual([]);
      await context.close();
    });

    test("says that the program does not answer, and goes on when it does", async () => {
      const { port } = new URL(scene.url);
      const page = await browser().newPage();
      await page.goto(scene.url);
      const trouble = page.locator("#trouble");
      await eventually(async () => (await page.locator("#services > li").count()) > 0);
      end(scene.server);
      await eventually(() => trouble.isVisible());
      expect(await trouble.textContent()).toMatch(
        /^The program does not answer; what is shown is old/,
      );
      expect(await poorTexts(page, 4.5)).toEqual([]);
      scene.server = createServer(healthListener(scene.manager)).listen(Number(port), "127.0.0.1");
      await eventually(() => trouble.isHidden());
      await page.close();
    });
  });
