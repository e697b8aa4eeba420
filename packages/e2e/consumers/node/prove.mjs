// Both programs hear a real server, and end by themselves; fake timers do as the page says.
import { deepEqual } from "node:assert/strict";

export async function prove(stage) {
  const feed = await stage.feed();
  for (const program of ["program.mjs", "program.cjs"]) {
    const { stdout } = await stage.run("node", [program, feed.url]);
    deepEqual(stdout.split("\n"), ["hello", "an echo of 1000 characters", ""]);
  }
  await feed.settlesAt(0);
  await stage.run("node", ["--test", "test/fake-timers.test.mjs"]);
}
