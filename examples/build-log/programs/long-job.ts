// A job that takes its time: `node long-job.js [STEPS] [MILLISECONDS]` hashes a chain, and tells each step. Default: 240 steps of 250 ms.

import { createHash } from "node:crypto";
import { setTimeout as pause } from "node:timers/promises";

const [steps = 240, milliseconds = 250] = process.argv.slice(2).map(Number);

let hash = "";
for (let step = 1; step <= steps; step++) {
  for (let round = 0; round < 1_000; round++)
    hash = createHash("sha256").update(`${hash}${step}`).digest("hex");
  console.log(`[${step}/${steps}] ${hash}`);
  await pause(milliseconds);
}
