// The built page hears a real server; under the development server an edit leaves one link, and StrictMode loses no message.
import { deepEqual, equal } from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const EDITS = 5;

export async function prove(stage) {
  const feed = await stage.feed();
  await tryBuild(stage, feed);
  const vite = stage.start("vite", ["--host", "127.0.0.1"], { env: { NO_COLOR: "1" } });
  const [, site] = await vite.says(/Local: +(http\S+)/);
  await tryEdits(stage, feed, `${site}?url=${feed.url}`);
  await tryFlagging(stage, feed, `${site}flagged.html?url=${feed.url}`);
  await tryDisposing(stage, feed, `${site}disposed.html?url=${feed.url}`);
}

async function tryBuild(stage, feed) {
  await stage.run("vite", ["build"]);
  equal(await stage.holds("dist/assets", "it took too long"), false);
  const site = await stage.serve("dist");
  const page = await stage.open(`${site.url}?url=${feed.url}`);
  await page.getByText("hello").waitFor();
  deepEqual(page.complaints, []);
  await page.close();
  await feed.settlesAt(0);
}

async function tryEdits(stage, feed, url) {
  const page = await stage.open(url);
  await page.getByText("hello").waitFor();
  for (let edits = 1; edits <= EDITS; edits++) {
    await edit(stage, page, "src/feed.js", edits);
    feed.say(`news ${edits}`);
    await page.getByText(`news ${edits}`).waitFor();
  }
  equal(await page.textContent("p"), "hello, news 1, news 2, news 3, news 4, news 5");
  await feed.settlesAt(1);
  deepEqual(page.complaints, []);
  await page.close();
  await feed.settlesAt(0);
}

/** Not what to write: StrictMode takes the first message away. */
async function tryFlagging(stage, feed, url) {
  const page = await stage.open(url);
  await feed.settlesAt(1);
  feed.say("news");
  await page.getByText("news").waitFor();
  equal(await page.textContent("p"), "news");
  await page.close();
  await feed.settlesAt(0);
}

/** Not what to write: each edit leaves a link. */
async function tryDisposing(stage, feed, url) {
  const page = await stage.open(url);
  await page.getByText("hello").waitFor();
  for (let edits = 1; edits <= EDITS; edits++)
    await edit(stage, page, "src/disposed-feed.js", edits);
  await feed.settlesAt(1 + EDITS);
}

async function edit({ folder }, page, name, number) {
  const file = join(folder, name);
  writeFileSync(file, readFileSync(file, "utf8").replace(/edition \d+/, `edition ${number}`));
  await page.getByText(`edition ${number}`).waitFor();
}
