// The client of a hub in real browsers, over their own WebSocket: tokens where a page can have them, lost links, a sign of life without pings.

import { createServer, type Server } from "node:http";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { fileURLToPath } from "node:url";
import { type AuthRequest, Hub } from "@skep/hub";
import { build } from "esbuild";
import type { Browser, Page } from "playwright";
import { afterAll, beforeAll, expect, test } from "vitest";
import { inBrowser } from "../support/in-browser.ts";

const e2e = fileURLToPath(new URL("../../", import.meta.url));

/** What the page has as `channels`. */
async function script(): Promise<string> {
  const { outputFiles } = await build({
    stdin: { contents: 'export * from "@skep/channels";', resolveDir: e2e },
    bundle: true,
    write: false,
    format: "iife",
    globalName: "channels",
    platform: "browser",
    conditions: ["@skep/source", "browser"],
  });
  return outputFiles[0]?.text ?? "";
}

/** A hub behind the site of its page. */
async function start(): Promise<{ hub: Hub; site: Server; origin: string; shown: string[] }> {
  const shown: string[] = [];
  const authenticate = ({ token = "" }: AuthRequest): { userId: string } | undefined => {
    shown.push(token);
    return token === "bad" ? undefined : { userId: "ann" };
  };
  const hub = new Hub({
    authenticate,
    tokenFrom: ["subprotocol", "query", "message"],
    namespaces: { room: { history: { messages: 1_000, age: 600_000 }, publish: true } },
  });
  const page = `<!doctype html><title>channels</title><script>${await script()}</script>`;
  const site = createServer((_, answer) => answer.setHeader("Content-Type", "text/html").end(page));
  hub.attach(site, { path: "/hub" });
  site.listen(0, "127.0.0.1");
  await once(site, "listening");
  const { port } = site.address() as AddressInfo;
  return { hub, site, origin: `http://127.0.0.1:${port}`, shown };
}

for (const name of ["chromium", "firefox"] as const)
  inBrowser(name, `a client of a hub in ${name}`, (browser: () => Browser) => {
    let scene: Awaited<ReturnType<typeof start>>;

    beforeAll(async () => {
      scene = await start();
    });
    afterAll(async () => {
      await scene.hub.close();
      scene.site.closeAllConnections();
      scene.site.close();
    });

    async function open(): Promise<Page> {
      const page = await browser().newPage();
      await page.goto(scene.origin);
      return page;
    }

    /** Runs code of a page that has a client; what it returns, when it is done. */
    async function run<T>(page: Page, options: string, body: string): Promise<T> {
      return page.evaluate(`(async () => {
        let asked = 0;
        const client = new channels.ChannelClient({ url: "/hub", ${options} });
        try { ${body} } finally { await client.close(); }
      })()`);
    }

    test.each(["message", "subprotocol", "query"])("shows its token by %s", async (place) => {
      const page = await open();
      const options = `token: async () => "t/ü ${place}", tokenVia: "${place}"`;
      const position = await run(page, options, 'return await client.publish("room:token", 1);');
      expect(position).toMatchObject({ epoch: expect.any(String) });
      expect(scene.shown).toContain(`t/ü ${place}`);
      await page.close();
    });

    test.each(["message", "subprotocol", "query"])(
      "learns that its token is refused, shown by %s",
      async (place) => {
        const page = await open();
        const options = (token: string): string => `token: ${token}, tokenVia: "${place}"`;
        const retired = await run(
          page,
          options('"bad"'),
          `const { cause } = await new Promise((resolve) => client.addEventListener("retired", resolve));
          return [cause.message, client.state];`,
        );
        expect(retired).toEqual([expect.stringMatching(/4401|unauthorised/), "disconnected"]);
        // One that can ask for another token goes on.
        const reasons = await run(
          page,
          `${options('() => (++asked === 1 ? "bad" : "ann")')}, retry: { initialDelay: 20, minDelay: 10, maxDelay: 200 }`,
          `const reasons = [];
          client.addEventListener("dialfailed", ({ reason }) => reasons.push(reason));
          await new Promise((resolve) => client.addEventListener("connected", resolve));
          return reasons;`,
        );
        expect(reasons).toEqual([expect.stringContaining("the token is not accepted")]);
        await page.close();
      },
    );

    test("reads a channel in one order over links that end, and publishes each once", async () => {
      const page = await open();
      const all = await run(
        page,
        'token: "ann", retry: { initialDelay: 20, minDelay: 10, maxDelay: 200 }',
        `const room = client.subscribe("room:order");
        const subscribed = new Promise((resolve) => room.addEventListener("subscribed", resolve, { once: true }));
        await subscribed;
        const all = [];
        const reading = (async () => {
          for await (const item of room) if (all.push(item.type === "gap" ? item.reason : item.data) === 200) return;
        })();
        for (let at = 0; at < 200; at++) {
          if (at % 50 === 25) client.redial();
          await client.publish("room:order", at);
        }
        await reading;
        return all;`,
      );
      expect(all).toEqual(Array.from({ length: 200 }, (_, at) => at));
      await page.close();
    });

    test("asks for a sign of life by messages, as a page has no pings", async () => {
      const page = await open();
      const told = await run(
        page,
        'token: "ann", keepaliveTimeout: 3_000, pingInterval: 500',
        `const told = [];
        for (const type of ["connected", "disconnected"]) client.addEventListener(type, () => told.push(type));
        await new Promise((resolve) => setTimeout(resolve, 7_000));
        return [...told];`,
      );
      expect(told).toEqual(["connected"]);
      await page.close();
    });
  });
