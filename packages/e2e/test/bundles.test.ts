// What bundlers make of the published packages: the platform's socket, and nothing that only Node has.

import { join } from "node:path";
import { afterAll, beforeAll, describe, expect } from "vitest";
import type { Browser } from "playwright";
import { type PageKind, PAGES } from "./support/browser/feed-page.ts";
import { Site } from "./support/browser/site.ts";
import { type Bundle, BUNDLERS, forNode } from "./support/bundlers.ts";
import { inBrowser } from "./support/in-browser.ts";
import { Outside } from "./support/outside.ts";
import { eventually, type Stage, test } from "./support/stage.ts";
import { cdnFile } from "../../../tools/cdn/file.mjs";
import { buildWebApp } from "./support/web-app.ts";

/** A page with one feed that is read by a pool, and one with a connection by itself: it shows what the feed says. */
const ENTRIES: Readonly<Record<PageKind, string>> = {
  pool: `import { Pool } from "skep";

const pool = new Pool({ retry: { initialDelay: 100, maxDelay: 500 } });
pool.addEventListener("connected", ({ peer }) => void peer.send("there?"));
pool.connect("/feed");
for await (const { data } of pool.inbox) document.body.append(data);
`,
  connection: `import { Connection } from "skep/connection";

const feed = new Connection("/feed", { retry: { initialDelay: 100, maxDelay: 500 } });
feed.addEventListener("connected", () => void feed.send("there?"));
for await (const data of feed) document.body.append(data);
`,
};

const CASES = Object.keys(BUNDLERS).flatMap((bundler) =>
  PAGES.map((page) => [bundler, page] as const),
);

/** Of ws, of isomorphic-ws, and of Node. */
const FOREIGN: Readonly<Record<string, RegExp>> = {
  ws: /permessage-deflate|sec-websocket-key|WebSocketServer/i,
  "isomorphic-ws": /MozWebSocket|isomorphic-ws/,
  "a module of Node": /["'`]node:|["'`](?:net|tls|http|https|zlib)["'`]/,
  "a require": /require\(/,
};
const FOREIGN_MODULE = /node_modules\/(?:ws|isomorphic-ws)\/|transport-node/;

function foreignTo({ code, modules }: Bundle): string[] {
  const found = Object.keys(FOREIGN).filter((name) => FOREIGN[name]?.test(code));
  return [...found, ...modules.filter((path) => FOREIGN_MODULE.test(path))];
}

let outside: Outside;
const bundles = new Map<string, Promise<Bundle>>();

beforeAll(async () => {
  outside = await Outside.make();
}, 120_000);
afterAll(() => outside?.remove());

/** Each is made once. */
function bundleOf(name: string, page: PageKind): Promise<Bundle> {
  const key = `${name} ${page}`;
  const made = bundles.get(key) ?? BUNDLERS[name]?.(written(page));
  bundles.set(key, made as Promise<Bundle>);
  return made as Promise<Bundle>;
}

const written = (page: PageKind): string => outside.write(`${page}.mjs`, ENTRIES[page]);

describe("pain 37: a bundle for browsers", () => {
  test.for(CASES)(
    "pain 37: %s takes nothing of Node along for a page with a %s",
    async ([name, page]) => {
      const bundle = await bundleOf(name, page);

      expect(bundle.modules.join("\n")).toContain("/transport-browser/");
      expect(foreignTo(bundle)).toEqual([]);
    },
  );

  test("a bundle for production says codes, and another one sentences", async () => {
    const sentence = "is registered already";

    expect((await bundleOf("esbuild for production", "pool")).code).not.toContain(sentence);
    expect((await bundleOf("esbuild for browsers", "pool")).code).toContain(sentence);
  });

  test("pain 37: the web app takes nothing of Node along", async () => {
    const scripts = await buildWebApp(outside);

    expect(scripts).toHaveLength(3);
    for (const code of scripts) expect(foreignTo({ code, modules: [] })).toEqual([]);
  });

  test("pain 37: what is looked for is found in a bundle for Node", async () => {
    const found = foreignTo(await forNode(written("pool")));

    expect(found).toEqual(expect.arrayContaining(["ws", "a module of Node", "a require"]));
    expect(found.some((path) => path.includes("node_modules/ws/"))).toBe(true);
  });
});

/** Opens the page, and kills its server once. */
async function heals(
  browser: Browser,
  stage: Stage,
  kind: PageKind,
  scripts: ReadonlyMap<string, string>,
): Promise<void> {
  const site = await Site.start(scripts);
  stage.ending(() => site.stop());
  const page = await browser.newPage();
  stage.ending(() => page.close());
  const errors: string[] = [];
  page.on("pageerror", ({ message }) => errors.push(message));

  await page.goto(site.pageWith(kind));
  await page.getByText("here").waitFor();
  await site.stop();
  await site.startAgain();
  await eventually(() => site.visits.length > 1);
  site.visits[1]?.socket.send(" and back again");

  await page.getByText("and back again").waitFor();
  expect(errors).toEqual([]);
}

/** The page of a kind with no bundler: its script, and the file that it imports. */
async function pageWithoutBundler(kind: PageKind): Promise<ReadonlyMap<string, string>> {
  const file = kind === "pool" ? "skep.min.js" : "connection.min.js";
  const code = await cdnFile(file, join(outside.folder, "node_modules/skep"));
  const page = ENTRIES[kind].replace(/"skep[^"]*"/, `"/${file}"`);
  return new Map([
    [`/${kind}-page.js`, page],
    [`/${file}`, code],
  ]);
}

for (const which of ["chromium", "firefox"] as const)
  inBrowser(which, `pain 37: in ${which}`, (browser) => {
    test.for(CASES)(
      "pain 37: what %s makes of a page with a %s talks to a real server, which is killed and comes back",
      async ([name, kind], { stage }) => {
        const { code } = await bundleOf(name, kind);
        await heals(browser(), stage, kind, new Map([[`/${kind}-page.js`, code]]));
      },
    );

    test.for(PAGES)(
      "a page with a %s that has no bundler talks to a real server, which is killed and comes back",
      async (kind, { stage }) => heals(browser(), stage, kind, await pageWithoutBundler(kind)),
    );
  });
