// Program, test and bundles of Bun hear a real server.
import { deepEqual, match } from "node:assert/strict";
import { runtime } from "../../../../tools/consumers/runtimes.mjs";

export async function prove(stage) {
  const feed = await stage.feed();
  const bun = runtime("bun");
  const heard = ["hello", "an echo of 1000 characters", ""];
  const { stdout } = await stage.run(bun, ["program.js", feed.url]);
  deepEqual(stdout.split("\n"), heard);

  const tested = await stage.run(bun, ["test"], { env: { FEED_URL: feed.url } });
  match(tested.output, /1 pass/);

  await stage.run(bun, ["build", "--target=bun", "--outdir=built", "program.js"]);
  const built = await stage.run(bun, ["built/program.js", feed.url]);
  deepEqual(built.stdout.split("\n"), heard);

  await stage.run(bun, ["build", "--target=browser", "--outdir=web", "page.js"]);
  const site = await stage.serve("web");
  const page = await stage.open(`${site.url}?url=${feed.url}`);
  await page.getByText("hello").waitFor();
  deepEqual(page.complaints, []);
}
