// A server with one channel, of the library that is named: publishes to it when it is told to, and says what that took. Ends with its parent.
//
//   <engine> serve.mjs '{"library": "skep"}'

import process from "node:process";
import { setTimeout as sleep } from "node:timers/promises";

const { library, ...options } = JSON.parse(process.argv[2]);
const { open } = await import(`./${library}.mjs`);
const server = await open(options);
let published = 0;

/** 100 bytes of data, with the mark that subscribers count, and as long whichever number it has. */
const message = () => `@#${published++}`.padEnd(100, "x");

/** Finalizers run between two collections. Wants `--expose-gc` on Node. */
async function collect() {
  const run = globalThis.gc ?? (() => globalThis.Bun.gc(true));
  for (let turn = 0; turn < 6; turn += 1) {
    run();
    await sleep(50);
  }
}

/** Other words are the library's own. */
const answers = {
  /** So many messages in one turn of the event loop. */
  publish: (count) => {
    for (let sent = 0; sent < count; sent += 1) server.publish(message());
  },
  cpu: () => process.cpuUsage(),
  memory: async () => {
    await collect();
    return process.memoryUsage();
  },
};

process.on("message", ([word, value]) => {
  const answer = answers[word] ?? server[word];
  void Promise.resolve(answer(value)).then((told) => process.send(told ?? null));
});
process.on("disconnect", () => process.exit());
process.send(server.port);
