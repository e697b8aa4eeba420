// Watchers in a page of a real browser: its network goes and comes back, and what the page says of it is heard.

import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import type { Page } from "playwright";
import { afterAll, beforeAll, expect, test } from "vitest";
import { inChromium } from "../support/in-browser.ts";
import { eventually } from "../support/stage.ts";

const e2e = fileURLToPath(new URL("../../", import.meta.url));

const PROGRAM = `
  import { httpProbe, Manager } from "@skep/watch";
  import { defaultEnvironment } from "skep/transport";
  const manager = new Manager({ environment: defaultEnvironment() });
  window.told = [];
  manager.addEventListener("transition", ({ transition: { to, reason } }) => told.push(reason ? to + " " + reason : to));
  manager.addEventListener("uplink", ({ isLost, reason }) => told.push((isLost ? "lost " : "back ") + reason));
  window.watcher = manager.watch({ name: "api", probe: httpProbe("/api"), backoff: { pollInterval: 600000 } });
`;

inChromium("watchers in a page", (browser) => {
  let server: Server;
  let asked = 0;

  beforeAll(async () => {
    const { outputFiles } = await build({
      stdin: { contents: PROGRAM, resolveDir: e2e },
      bundle: true,
      write: false,
      format: "iife",
      platform: "browser",
      conditions: ["@skep/source", "browser"],
    });
    const page = `<!doctype html><title>watch</title><script>${outputFiles[0]?.text ?? ""}</script>`;
    server = createServer((request, response) => {
      if (request.url === "/api") asked++;
      response.setHeader("content-type", "text/html").end(page);
    });
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
  });
  afterAll(() => {
    server.closeAllConnections();
    server.close();
  });

  const told = (page: Page): Promise<string[]> => page.evaluate<string[]>("told");

  test("blame no service while the page is offline, and probe at once when it is online", async () => {
    const context = await browser().newContext();
    const page = await context.newPage();
    await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
    await eventually(async () => (await told(page)).join() === "ready");
    await context.setOffline(true);
    await eventually(async () => (await told(page)).includes("lost offline"));
    await page.evaluate("watcher.probeNow()");
    expect(await told(page)).toEqual(["ready", "lost offline", "unknown uplink"]);
    const before = asked;
    await context.setOffline(false);
    // Its next poll would be in ten minutes.
    await eventually(async () => (await told(page)).at(-1) === "ready");
    expect(await told(page)).toEqual([
      "ready",
      "lost offline",
      "unknown uplink",
      "back offline",
      "ready",
    ]);
    expect(asked).toBeGreaterThan(before);
    await context.close();
  });
});
