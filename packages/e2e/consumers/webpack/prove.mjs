// All three bundles hear a real server.
import { deepEqual, equal, match } from "node:assert/strict";

export async function prove(stage) {
  const feed = await stage.feed();
  const { output } = await stage.run("webpack", []);
  match(output, /WARNING[^]*Can't resolve 'bufferutil'[^]*Can't resolve 'utf-8-validate'/);
  const { stdout } = await stage.run("node", ["node/program.cjs", feed.url]);
  deepEqual(stdout.split("\n"), ["hello", "an echo of 1000 characters", ""]);
  equal(await stage.holds("web/page.js", "it took too long"), false);
  const site = await stage.serve("web");
  for (const name of ["index.html", "renderer.html"]) {
    const page = await stage.open(`${site.url}${name}?url=${feed.url}`);
    await page.getByText("an echo of 1000 characters").waitFor();
    deepEqual(page.complaints, []);
  }
}
