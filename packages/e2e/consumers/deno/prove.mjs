// The program hears a real server with two permissions, and with neither of them left out.
import { deepEqual, rejects } from "node:assert/strict";
import { runtime } from "../../../../tools/consumers/runtimes.mjs";

export async function prove(stage) {
  const feed = await stage.feed();
  const run = (...permissions) =>
    stage.run(runtime("deno"), ["run", "--no-prompt", ...permissions, "program.js", feed.url]);
  const network = `--allow-net=${feed.host}`;
  const variables = "--allow-env=WS_NO_BUFFER_UTIL,WS_NO_UTF_8_VALIDATE";

  const { stdout } = await run(network, variables);
  deepEqual(stdout.split("\n"), ["hello", "an echo of 1000 characters", ""]);
  await rejects(run(network), /Requires env access to "WS_NO_BUFFER_UTIL"/);
}
