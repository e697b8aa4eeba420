// React's StrictMode mounts each effect twice: what is left of that at the server is one link, and no complaint.

import { build } from "esbuild";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { fileURLToPath } from "node:url";
import type { Page } from "playwright";
import { beforeAll, expect } from "vitest";
import type { WebSocketServer } from "ws";
import { inChromium } from "./support/in-browser.ts";
import { eventually, sleep, type Stage, test } from "./support/stage.ts";

/** Chromium's own remark about a dial that is ended in its handshake; no page can keep it from telling. */
const GIVEN_UP = /failed: WebSocket is closed before the connection is established\.$/;

inChromium("pain 40: StrictMode in Chromium", (browser) => {
  let script = "";

  beforeAll(async () => {
    script = await bundledPage();
  });

  async function open(stage: Stage): Promise<{ page: Page; complaints: string[] }> {
    const page = await browser().newPage();
    stage.ending(() => page.close());
    const complaints: string[] = [];
    page.on("pageerror", ({ message }) => complaints.push(message));
    page.on("console", (line) => {
      if (["error", "warning"].includes(line.type())) complaints.push(line.text());
    });
    await page.goto(await servedPage(stage));
    await page.addScriptTag({ content: script, type: "module" });
    await page.waitForFunction("globalThis.mount");
    return { page, complaints };
  }

  test("pain 40: an effect that makes a pool and closes it leaves exactly one link", async ({
    stage,
  }) => {
    const { server, url } = await stage.echo();
    const { page, complaints } = await open(stage);

    await page.evaluate(`mount(${JSON.stringify(url)})`);
    await page.getByText("heard: hello").waitFor();

    expect(await page.evaluate("mounts()")).toBe(2);
    await staysAt(1, server);

    await page.evaluate("unmount()");
    await staysAt(0, server);
    expect(complaints).toEqual([]);
  });

  test("pain 40: mounted and unmounted many times, it leaves what was mounted last", async ({
    stage,
  }) => {
    const { server, url } = await stage.echo();
    const { page, complaints } = await open(stage);
    const mounting = JSON.stringify(url);

    for (let left = 10; left > 0; left--)
      await page.evaluate(`mount(${mounting}), setTimeout(unmount, ${left % 3})`);
    await sleep(100);
    await page.evaluate(`mount(${mounting})`);
    await page.getByText("heard: hello").waitFor();

    await staysAt(1, server);
    expect(complaints.filter((line) => !GIVEN_UP.test(line))).toEqual([]);
  });

  test("pain 40: connected, removed and connected within a tick, one id has one link", async ({
    stage,
  }) => {
    const { server, url } = await stage.echo();
    const { page, complaints } = await open(stage);

    await page.evaluate(`churn(${JSON.stringify(url)})`);
    await staysAt(1, server);

    await page.evaluate("stop()");
    await staysAt(0, server);
    expect(complaints).toEqual([]);
  });
});

/** It gets there, and half a second later it still is there. */
async function staysAt(links: number, server: WebSocketServer): Promise<void> {
  await eventually(() => server.clients.size === links);
  await sleep(500);
  expect(server.clients.size).toBe(links);
}

async function bundledPage(): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL("support/pages/strict-mode.ts", import.meta.url))],
    bundle: true,
    format: "esm",
    write: false,
    conditions: ["@skep/source"],
    // StrictMode does nothing in production.
    define: { "process.env.NODE_ENV": '"development"' },
    logLevel: "silent",
  });
  return outputFiles[0]?.text ?? "";
}

/** An empty page of an origin of its own, as React asks for more than `about:blank`. */
async function servedPage(stage: Stage): Promise<string> {
  const server = createServer((_, response) => {
    response.writeHead(200, { "content-type": "text/html" });
    response.end('<!doctype html><title>StrictMode</title><link rel="icon" href="data:,">');
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  stage.ending(async () => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
}
