// Both bundles hear a real server; without `packageExports` there is none.
import { deepEqual, rejects } from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

export async function prove(stage) {
  const feed = await stage.feed();
  await stage.run("parcel", ["build", "--no-cache"]);
  const { stdout } = await stage.run("node", ["node/program.js", feed.url]);
  deepEqual(stdout.split("\n"), ["hello", "an echo of 1000 characters", ""]);

  const site = await stage.serve("web");
  const page = await stage.open(`${site.url}?url=${feed.url}`);
  await page.getByText("an echo of 1000 characters").waitFor();
  deepEqual(page.complaints, []);

  forgetPackageExports(stage.folder);
  const built = stage.run("parcel", ["build", "--no-cache"]);
  await rejects(built, /Failed to resolve 'skep\/connection'/);
}

function forgetPackageExports(folder) {
  const file = join(folder, "package.json");
  const { "@parcel/resolver-default": _, ...manifest } = JSON.parse(readFileSync(file, "utf8"));
  writeFileSync(file, JSON.stringify(manifest));
}
