// What is said about several copies of `@skep/core` in one program holds.
import { deepEqual } from "node:assert/strict";

export async function prove(stage) {
  const feed = await stage.feed();
  const { stdout } = await stage.run("node", ["program.js", feed.url]);
  deepEqual(stdout.trim().split("\n"), [
    "two copies",
    "true",
    "true",
    "true",
    "false",
    "inbox",
    "hello",
    "an echo",
    "hello",
    "an echo",
    "connected disconnected connected disconnected",
  ]);
}
