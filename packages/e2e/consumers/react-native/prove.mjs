// Metro's bundle hears a real server through React Native's own URL and WebSocket, though a peer of another origin hangs.
import { deepEqual } from "node:assert/strict";

const node = "node24";
const BUNDLING = ["build", "index.js", "--dev", "false", "--minify", "false", "--out", "bundle.js"];

export async function prove(stage) {
  const feed = await stage.feed();
  const hanging = await stage.hangingServer();
  await stage.run("metro", [...BUNDLING, "--platform", "android"], { node });
  const phone = stage.start("node", ["phone.cjs", "bundle.js", feed.url, hanging.url], { node });
  await phone.says(/failed\n/);
  deepEqual(phone.output.split("\n"), [
    "URL: without origins",
    "hello",
    "an echo of 1000 characters",
    "hanging failed",
    "",
  ]);
}
