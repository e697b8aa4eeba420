// Both builds hear a real server on the server and in a page; edits under the development server leave one link.
import { deepEqual, equal, notEqual, ok } from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const ECHO = "an echo of 1000 characters";

export async function prove(stage) {
  const feed = await stage.feed();
  const env = {
    FEED_URL: feed.url,
    NEXT_PUBLIC_FEED_URL: feed.url,
    NEXT_TELEMETRY_DISABLED: "1",
    NO_COLOR: "1",
  };
  await stage.run("next", ["build"], { env });
  ok(feed.opened > 0, "the module at /module dials during the build");
  await tryBuilt(stage, env);
  await stage.run("next", ["build", "--webpack"], { env });
  await tryBuilt(stage, env);
  await stage.run("next", ["build", "--webpack"], { env: { ...env, BUNDLE_ALL: "1" } });
  await tryBundled(stage, env);
  await tryEdits(stage, env, feed);
}

async function tryBuilt(stage, env) {
  const { next, site } = await start(stage, env, "start");
  equal(await textOf(`${site}/echo`), ECHO);
  const page = await stage.open(site);
  await page.getByText(`hello, ${ECHO}`).waitFor();
  deepEqual(page.complaints, []);
  await page.close();
  await next.stop();
}

/** Not what to write: it shows that `serverExternalPackages` is needed. */
async function tryBundled(stage, env) {
  const { next, site } = await start(stage, { ...env, BUNDLE_ALL: "1" }, "start");
  notEqual(await textOf(`${site}/echo`), ECHO);
  await next.says(/warning: .*(cannot mask|MASKING)/);
  await next.stop();
}

async function tryEdits(stage, env, feed) {
  const { site } = await start(stage, env, "dev");
  const before = feed.links;
  for (let edits = 1; edits <= 3; edits++) {
    edit(stage, edits);
    while ((await textOf(`${site}/echo/edition`)) !== `edition ${edits}`);
    equal(await textOf(`${site}/echo`), ECHO);
  }
  await feed.settlesAt(before + 1);
}

async function start(stage, env, command) {
  const args = [command, "--hostname", "127.0.0.1", "--port", "0"];
  const next = stage.start("next", args, { env });
  const [, site] = await next.says(/Local: +(http\S+)[^]*Ready/);
  return { next, site };
}

async function textOf(url) {
  const response = await fetch(url, { signal: AbortSignal.timeout(60_000) });
  return response.text();
}

function edit({ folder }, number) {
  const file = join(folder, "app/echo/pool.js");
  writeFileSync(file, readFileSync(file, "utf8").replace(/edition \d+/, `edition ${number}`));
}
