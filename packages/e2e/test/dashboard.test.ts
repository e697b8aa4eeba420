// The dashboard in Chromium: a pool, its watchers and the status page together; a relay that is stopped and started again by its button.

import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { FrameLocator, Page } from "playwright";
import { afterAll, beforeAll, expect, test } from "vitest";
import { bundle } from "./support/bundle.ts";
import { Child } from "./support/child.ts";
import { poorTexts } from "./support/contrast.ts";
import { inChromium } from "./support/in-browser.ts";
import { root } from "./support/outside.ts";
import { eventually } from "./support/stage.ts";

inChromium("the dashboard in Chromium", (browser) => {
  const folder = mkdtempSync(join(tmpdir(), "skep-dashboard-"));
  let program: Child;
  let url: string;

  beforeAll(async () => {
    writeFileSync(join(folder, "package.json"), '{ "type": "module" }');
    await bundle({ entryPoints: [join(root, "examples/dashboard/src/main.ts")], outdir: folder });
    program = Child.start(process.execPath, [join(folder, "main.js"), "--port", "0"]);
    [, url = ""] = await program.line(/^The page: (\S+)/);
  }, 60_000);
  afterAll(async () => {
    program.kill("SIGINT");
    expect(await program.ended).toMatchObject({ code: 0 });
    rmSync(folder, { recursive: true, force: true });
  });

  const peer = (page: Page, name: string) => page.locator(`[data-peer="${name}"]`);
  const peerIs = (page: Page, name: string, state: RegExp): Promise<void> =>
    eventually(async () =>
      state.test((await peer(page, name).locator(".state").textContent()) ?? ""),
    );
  const serviceIs = (status: FrameLocator, name: string, state: string): Promise<void> =>
    eventually(async () => {
      const row = status.locator("#services > li", {
        has: status.getByText(name, { exact: true }),
      });
      return (await row.locator(".state").allTextContents()).join() === state;
    });

  test("shows how a relay goes and comes back, in the pool and in the status page", async () => {
    const page = await browser().newPage();
    const errors: string[] = [];
    page.on("pageerror", ({ message }) => errors.push(message));
    await page.goto(url);
    const status = page.frameLocator("iframe");
    for (const name of ["relay-a", "relay-b", "relay-c"]) {
      await peerIs(page, name, /^connected$/);
      await serviceIs(status, name, "ready");
    }

    await peer(page, "relay-b").getByRole("button", { name: "Stop" }).click();
    await peerIs(page, "relay-b", /^(waiting|dialing|queued)$/);
    await serviceIs(status, "relay-b", "down");
    await serviceIs(status, "pool", "ready · degraded");
    expect(await poorTexts(page, 4.5)).toEqual([]);

    await peer(page, "relay-b").getByRole("button", { name: "Start" }).click();
    await serviceIs(status, "relay-b", "ready");
    await peerIs(page, "relay-b", /^connected$/);
    await serviceIs(status, "pool", "ready");
    expect(errors).toEqual([]);
    await page.close();
  });

  test("is ready to serve while one relay is there, and takes no order of other pages", async () => {
    expect((await fetch(`${url}health/ready`)).status).toBe(200);
    const stop = (origin: string): Promise<Response> =>
      fetch(`${url}relays/relay-a/stop`, { method: "POST", headers: { origin } });
    expect((await stop("http://evil.example")).status).toBe(403);
    for (const name of ["relay-a", "relay-b", "relay-c"])
      await fetch(`${url}relays/${name}/stop`, {
        method: "POST",
        headers: { origin: new URL(url).origin },
      });
    await eventually(async () => (await fetch(`${url}health/ready`)).status === 503);
  });
});
