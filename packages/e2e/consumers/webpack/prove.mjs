// Both bundles hear a real server.
import { deepEqual } from "node:assert/strict";

export async function prove(stage) {
  const feed = await stage.feed();
  await stage.run("webpack", []);
  const { stdout } = await stage.run("node", ["node/program.cjs", feed.url]);
  deepEqual(stdout.split("\n"), ["hello", "an echo of 1000 characters", ""]);
  const site = await stage.serve("web");
  const page = await stage.open(`${site.url}?url=${feed.url}`);
  await page.getByText("an echo of 1000 characters").waitFor();
  deepEqual(page.complaints, []);
}
