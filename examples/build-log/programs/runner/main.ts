// The runner: `node dist/programs/runner.js [--url URL] [--name NAME] [-- COMMAND ARGUMENTS]` runs that command, or some of its own. It stays when
// they have ended, so that a hub that has lost their lines is given them again, until Ctrl-C.

import { parseArgs } from "node:util";
import { ChannelClient } from "@skep/channels";
import { HUB_PATH, JOBS } from "../../src/messages.ts";
import { PORT } from "../address.ts";
import { DEFAULT_JOBS } from "./default-jobs.ts";
import { Job } from "./job.ts";
import { JobPublisher } from "./job-publisher.ts";

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: {
    name: { type: "string", default: "command" },
    url: { type: "string", default: `ws://127.0.0.1:${PORT}${HUB_PATH}` },
  },
});

if (!/^[\w.-]{1,32}$/.test(values.name)) {
  console.error("A name has 1 to 32 characters of A–Z a–z 0–9 _ - .");
  process.exit(1);
}

const [command, ...args] = positionals;
const commands =
  command === undefined ? DEFAULT_JOBS : { [values.name]: { argv: [command, ...args] as const } };

// Another run of the same command is another job: keys of the two must not meet.
const run = Date.now().toString(36);
const end = new AbortController();
const client = new ChannelClient({
  url: values.url,
  retry: { initialDelay: 200, maxDelay: 2_000 },
});
const announcements = client.subscribe(JOBS);
const jobs = Object.entries(commands).map(([name, task]) => new Job(`${name}-${run}`, task));
const publishers = jobs.map((job) => new JobPublisher(client, job, end.signal));

function stop(): void {
  end.abort();
  for (const job of jobs) job.stop();
  void client.close();
}
process.once("SIGINT", stop).once("SIGTERM", stop);

client.addEventListener("connected", () => console.log("The hub is there."));
client.addEventListener("disconnected", ({ reason }) => console.log(`The hub is away: ${reason}`));

function publishAll(): void {
  for (const publisher of publishers) publisher.begin();
}

// Not before there is a position in the channel: only behind one, a hub that has lost what it kept is told as a gap.
announcements.addEventListener("subscribed", publishAll, { once: true });

for (const [at, job] of jobs.entries())
  void job
    .run(() => publishers[at]?.more())
    .then((exitCode) => console.log(`${job.id}: exit code ${exitCode}, ${job.lines.length} lines`));

for await (const item of announcements) {
  if (item.type !== "gap") continue;
  console.log(`The hub has lost its history (${item.reason}): all lines are published again.`);
  publishAll();
}
