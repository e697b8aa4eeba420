// Each bundle hears a real server; without a banner the one for Node as ES module does not start.
import { deepEqual, equal, rejects } from "node:assert/strict";

export async function prove(stage) {
  const feed = await stage.feed();
  await stage.run("node", ["build.mjs"]);
  for (const bundle of ["bundle.cjs", "external.mjs", "banner.mjs"]) {
    const { stdout } = await stage.run("node", [`node/${bundle}`, feed.url]);
    deepEqual(stdout.split("\n"), ["hello", "an echo of 1000 characters", ""]);
  }
  await rejects(
    stage.run("node", ["node/without.mjs", feed.url]),
    /Dynamic require of "events" is not supported/,
  );
  equal(await stage.holds("web/full.js", "it took too long"), true);
  equal(await stage.holds("web/page.js", "it took too long"), false);
  const site = await stage.serve("web");
  const page = await stage.open(`${site.url}?url=${feed.url}`);
  await page.getByText("an echo of 1000 characters").waitFor();
  deepEqual(page.complaints, []);
}
