// What bundlers make of the published packages: the platform's socket, and nothing that only Node has.

import { afterAll, beforeAll, describe, expect } from "vitest";
import { type Bundle, BUNDLERS, forNode } from "./support/bundlers.ts";
import { inChromium } from "./support/chromium.ts";
import { Outside } from "./support/outside.ts";
import { test } from "./support/stage.ts";
import { buildWebApp } from "./support/web-app.ts";

/** A page with a pool, and one with a connection by itself. */
const ENTRIES = {
  skep: `import { Pool } from "skep";

globalThis.echoed = async (url) => {
  const pool = new Pool();
  const peer = pool.connect(url);
  await peer.whenConnected();
  await peer.send("is anybody there?");
  for await (const { data } of pool.inbox) {
    await pool.close();
    return data;
  }
};
`,
  "skep/connection": `import { Connection } from "skep/connection";

globalThis.echoed = async (url) => {
  const connection = new Connection(url);
  await connection.whenConnected();
  await connection.send("is anybody there?");
  for await (const data of connection) {
    await connection.close();
    return data;
  }
};
`,
} as const;

type Entry = keyof typeof ENTRIES;

const CASES = (Object.keys(ENTRIES) as Entry[]).flatMap((entry) =>
  Object.keys(BUNDLERS).map((bundler) => [bundler, entry] as const),
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
function bundleOf(name: string, entry: Entry): Promise<Bundle> {
  const key = `${name} ${entry}`;
  const made = bundles.get(key) ?? BUNDLERS[name]?.(written(entry));
  bundles.set(key, made as Promise<Bundle>);
  return made as Promise<Bundle>;
}

const written = (entry: Entry): string =>
  outside.write(`${entry.replace("/", "-")}.mjs`, ENTRIES[entry]);

describe("pain 37: a bundle for browsers", () => {
  test.for(CASES)("pain 37: %s takes nothing of Node along, of %s", async ([name, entry]) => {
    const bundle = await bundleOf(name, entry);

    expect(bundle.modules.join("\n")).toContain("/transport-browser/");
    expect(foreignTo(bundle)).toEqual([]);
  });

  test("a bundle for production says codes, and another one sentences", async () => {
    const sentence = "is registered already";

    expect((await bundleOf("esbuild for production", "skep")).code).not.toContain(sentence);
    expect((await bundleOf("esbuild for browsers", "skep")).code).toContain(sentence);
  });

  test("pain 37: the web app takes nothing of Node along", async () => {
    const scripts = await buildWebApp(outside);

    expect(scripts).toHaveLength(3);
    for (const code of scripts) expect(foreignTo({ code, modules: [] })).toEqual([]);
  });

  test("pain 37: what is looked for is found in a bundle for Node", async () => {
    const found = foreignTo(await forNode(written("skep")));

    expect(found).toEqual(expect.arrayContaining(["ws", "a module of Node", "a require"]));
    expect(found.some((path) => path.includes("node_modules/ws/"))).toBe(true);
  });
});

inChromium("pain 37: in Chromium", (browser) => {
  test.for(CASES)(
    "pain 37: the bundle of %s talks to a real server, with %s",
    async ([name, entry], { stage }) => {
      const { url } = await stage.echo();
      const { code } = await bundleOf(name, entry);
      const page = await browser().newPage();
      stage.ending(() => page.close());
      const errors: string[] = [];
      page.on("pageerror", ({ message }) => errors.push(message));

      await page.addScriptTag({ content: code, type: "module" });
      await page.waitForFunction("globalThis.echoed");
      const answer = await page.evaluate(`echoed(${JSON.stringify(url)})`);

      expect(answer).toBe("is anybody there?");
      expect(errors).toEqual([]);
    },
  );
});
