// Watches something with the default clock and leaves it at that: whether the process ends is what is asked.

import { Manager } from "@skep/watch";

const [, , argument = "{}"] = process.argv;
const manager = new Manager(JSON.parse(argument) as { unref?: boolean });
const watcher = manager.watch({
  name: "service",
  probe: () => true,
  backoff: { pollInterval: 100 },
});
await watcher.whenReady();
console.log(JSON.stringify({ state: watcher.state }));
